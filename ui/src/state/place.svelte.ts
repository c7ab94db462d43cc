/** What the middle of the window shows: the open conversation, or the checks. */
class Place {
  #checks = $state(false);

  get checks(): boolean {
    return this.#checks;
  }

  showChecks(): void {
    this.#checks = true;
  }

  showConversation(): void {
    this.#checks = false;
  }
}

export const place = new Place();
