// What is being typed, kept by the form and what it is about.
import type { Backend, DraftKey } from '../contract';
import type { FakeBackend } from '.';
import { problem } from './answers';
import { moment } from './day';

const place = ({ form, subject }: DraftKey) => `${form} ${subject}`;

export function draftCommands(fake: FakeBackend) {
  return {
    async save_draft(key, body) {
      if (fake.reading || fake.state.me.for_reading) throw { problems: [problem({ code: 'journal_read_only' })] };
      const view = { body, saved: moment };
      fake.drafts.set(place(key), view);
      return view;
    },

    async draft(key) {
      return fake.drafts.get(place(key)) ?? null;
    },

    async drop_draft(key) {
      fake.drafts.delete(place(key));
    },
  } satisfies Partial<Backend>;
}
