// A backend in memory: for tests and for drawing screens without the program. It keeps the shapes of the
// answers, not the rules: what must be refused is told to it by `refuse`. All people are invented.
import type {
  AccessView, Backend, ConsultationForm, ConsultationView, DraftView, EventCard, HandoutIssueRow, Lists, Me, Opening, Problem, RequestCard, RequestLink,
  RestoredMatter, Role, WindowLook,
} from '../contract';
import { accessCommands, accounts, stillKey } from './access';
import { problem } from './answers';
import { fill } from './beginning';
import { bookingCommands } from './booking';
import { consultantCommands, consultants } from './consultants';
import { consultationCommands } from './consultation';
import { copies, copyCommands, idleCopying, startedRestoring } from './copies';
import { moment } from './day';
import { draftCommands } from './drafts';
import { eventCommands } from './events';
import { handoutCommands } from './handouts';
import { helpCommands } from './help';
import { historyCommands, standing } from './history';
import { journalCommands } from './journal';
import { listCommands, listRows, lists } from './lists';
import { type FakeMonth, missingGroups, monthCommands } from './months';
import { means, orderCommands, orderVersions } from './order';
import { reportCommands } from './reports';
import { centre, rooms, settingsCommands, workingYear } from './settings';
import { timesCommands } from './times';
import { todayCommands } from './today';
import { unlockCommands } from './unlock';

export interface FakeState {
  opening: Partial<Opening>;
  me: Partial<Me>;
  /** A journal that has just begun. */
  empty: boolean;
}

/** Every command of the contract: the compiler asks for each, whichever task it belongs to. */
function commandsOf(fake: FakeBackend): Backend {
  return {
    ...unlockCommands(fake),
    ...accessCommands(fake),
    ...consultantCommands(fake),
    ...listCommands(fake),
    ...orderCommands(fake),
    ...settingsCommands(fake),
    ...helpCommands(),
    ...copyCommands(fake),
    ...draftCommands(fake),
    ...todayCommands(fake),
    ...bookingCommands(fake),
    ...timesCommands(fake),
    ...consultationCommands(fake),
    ...handoutCommands(fake),
    ...eventCommands(fake),
    ...journalCommands(fake),
    ...monthCommands(fake),
    ...reportCommands(fake),
    ...historyCommands(fake),
  };
}

/** The commands are given to each stage as it is made, so that they share what it remembers. */
export interface FakeBackend extends Backend {}

export class FakeBackend {
  /** Every call in order, with its arguments. */
  readonly calls: { command: keyof Backend; values: unknown[] }[] = [];
  readonly state: FakeState;

  // The door.
  locked: boolean;
  /** Who one is in the practice journal, while it is open. */
  practice: Role | null = null;
  reading = false;
  ways_now = [{ slot: 's1', label: 'Заведующий', needs_keyring: true, wait: 0 }, { slot: 's2', label: 'Лапина, приёмная', needs_keyring: true, wait: 0 }];
  accounts_now = structuredClone(accounts);
  settled: RestoredMatter[] = [];
  access_now: Partial<AccessView> = {};
  /** What the next asking finds of a change of the key. */
  key_next: Partial<AccessView> = { key_owed: false, key_trouble: null, key: { ...stillKey, changed: true } };

  // The centre.
  consultants_now = structuredClone(consultants);
  lists_now: Lists = structuredClone(lists);
  rows_now = listRows();
  rooms_now = structuredClone(rooms);
  centre_now = structuredClone(centre);
  year_now = structuredClone(workingYear);
  order_now = orderVersions;
  means_now = means;
  look_now: WindowLook = { theme: 'system', zoom: 100 };

  // What is written.
  readonly drafts = new Map<string, DraftView>();
  readonly cards = new Map<string, RequestCard>();
  readonly links = new Map<string, RequestLink[]>();
  readonly records = new Map<string, { form: ConsultationForm; versions: ConsultationView['versions']; issued: HandoutIssueRow[] }>();
  readonly events_now = new Map<string, EventCard>();
  /** Of the last request. */
  last_number = 16;
  /** Said under the known people, as when there are more than fit. */
  more_people: string | null = null;
  others_writing: string[] = [];
  clock_now = moment;
  clock_behind: string | null = null;

  // What is kept of it.
  /** By year × 12 + month. */
  readonly months_now = new Map<number, FakeMonth>();
  missing_now = missingGroups;
  sealed_now = false;
  clarified_now = false;
  seal_waits_now = '';
  standing_now = standing;
  history_trouble: string | null = null;
  copies_now = structuredClone(copies);
  copying_now = structuredClone(idleCopying);
  restoring_now = startedRestoring;

  readonly #held = new Set<keyof Backend>();
  readonly #refusals = new Map<keyof Backend, Problem[]>();

  constructor(state: Partial<FakeState> = {}) {
    this.state = { opening: {}, me: {}, empty: false, ...state };
    this.locked = (this.state.opening.stage ?? 'locked') !== 'open';
    if (this.state.empty) {
      this.consultants_now = [];
      this.rooms_now = [];
      this.rows_now.organisation = [];
      this.lists_now = { ...this.lists_now, rooms: [], organisations: [] };
      this.year_now = { ...this.year_now, regional: [], own: [] };
    } else fill(this);
    if (this.state.me.roles && !this.state.me.roles.includes('head')) {
      this.centre_now = { ...this.centre_now, may_edit: false };
      this.year_now = { ...this.year_now, may_edit: false };
    }
    this.#record();
  }

  /** The next call of this command is refused once. */
  refuse(command: keyof Backend, ...problems: Partial<Problem>[]) {
    this.#refusals.set(command, problems.map(problem));
  }

  /** This command is never answered from now on: the screen waits. */
  hold(command: keyof Backend) {
    this.#held.add(command);
  }

  /** The arguments of the last call of this command. */
  last(command: keyof Backend): unknown[] | undefined {
    return this.calls.findLast((call) => call.command === command)?.values;
  }

  /** The person at the desk is somebody else from now on. */
  become(me: Partial<Me>) {
    this.state.me = { ...this.state.me, ...me };
  }

  /** Each command leaves its mark in `calls`, and is refused when that was asked. */
  #record() {
    const commands = Object.entries(commandsOf(this)) as [keyof Backend, (...values: unknown[]) => Promise<unknown>][];
    for (const [name, command] of commands) {
      const recorded = async (...values: unknown[]) => {
        // What crosses the border is plain JSON: a value that is not would fail in the program too.
        const plain = JSON.parse(JSON.stringify(values)) as unknown[];
        this.calls.push({ command: name, values: plain });
        const problems = this.#refusals.get(name);
        this.#refusals.delete(name);
        if (problems) throw { problems };
        if (this.#held.has(name)) return new Promise(() => undefined);
        return command(...plain);
      };
      Object.assign(this, { [name]: recorded });
    }
  }
}
