// The menu of what is taken along. app: has `root`, `still(form)`, and `film()`, which gives a film
// with its `name` as `filmed` takes it, or null where nothing moves.
class Takeaway {
  constructor(app) {
    this.app = app;
    this.menu = app.root.querySelector(".take");
    this.find = (name) => this.menu.querySelector(name);
    for (const button of this.menu.querySelectorAll("[data-still]")) button.onclick = () => this.still(button.dataset.still);
    for (const button of this.menu.querySelectorAll("[data-film]")) button.onclick = () => this.film(button);
    this.find('[data-film="video"]').hidden = !Video.able;
    this.menu.ontoggle = () => { this.find(".moving").hidden = !this.recording && !app.film(); };
    this.menu.onkeydown = (event) => {
      if (event.key === "Escape") { this.menu.open = false; this.find("summary").focus(); }
      event.stopPropagation(); // the map has keys of its own
    };
  }

  say(text) { this.find(".said").textContent = text; }

  async still(kind) {
    const field = this.find(".mm");
    if (!field.checkValidity()) { this.say(`A width from ${field.min} to ${field.max} mm, please.`); return; }
    await this.app.still({ kind, mm: +field.value, dpi: +this.find(".dpi").value });
    this.say("");
  }

  async film(button) {
    if (this.recording) { this.recording.stopped = true; return; }
    const [film, bar, kind] = [this.app.film(), this.find("progress"), button.dataset.film];
    const recording = (this.recording = { stopped: false });
    const label = button.textContent;
    button.textContent = "Cancel";
    bar.hidden = false;
    this.say("");
    try {
      const made = await filmed(film, this.app, kind, (share) => { bar.value = share; }, () => recording.stopped);
      if (made) offerBlob(`${film.name}.${made.type.split("/")[1]}`, made);
      else this.say("Cancelled.");
    } catch (error) {
      this.say(`The film could not be made (${error.message}).`);
    } finally {
      this.recording = null;
      button.textContent = label;
      bar.hidden = true;
    }
  }
}
