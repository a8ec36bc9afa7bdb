/** Names are blanked at once while someone stands behind the screen. */
class Names {
  hidden = $state(false);

  toggle() {
    this.hidden = !this.hidden;
    document.documentElement.toggleAttribute('data-names-hidden', this.hidden);
  }

  show() {
    if (this.hidden) this.toggle();
  }
}

export const names = new Names();
