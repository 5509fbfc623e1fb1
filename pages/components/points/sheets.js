// Any image of the points, cut from their thumbnail sheets: `url(number)` says where each lies.
class Sheets {
  constructor(geometry, url, onload = () => {}) {
    Object.assign(this, { per_sheet: geometry.count }, geometry, { url, onload, images: [] });
  }

  place(row) {
    const within = row % this.per_sheet;
    return [Math.floor(row / this.per_sheet), within % this.columns, Math.floor(within / this.columns)];
  }

  // A sheet as an image to draw from, null while it is loading.
  image(sheet) {
    if (!this.images[sheet]) {
      const image = (this.images[sheet] = new Image());
      image.onload = this.onload;
      image.src = this.url(sheet);
    }
    return this.images[sheet].complete && this.images[sheet].naturalWidth ? this.images[sheet] : null;
  }

  // Let an element show the image of a row, `side` pixels on its longer side.
  dress(element, row, side) {
    const scale = side / Math.max(this.width, this.height);
    const [wide, high] = [this.width * scale, this.height * scale];
    const [sheet, column, line] = this.place(row);
    const rows = Math.ceil(Math.min(this.per_sheet, this.count - sheet * this.per_sheet) / this.columns);
    element.classList.toggle("coarse", scale > 1.5);
    Object.assign(element.style, {
      width: `${wide}px`, height: `${high}px`,
      backgroundImage: `url("${this.url(sheet)}")`,
      backgroundSize: `${wide * this.columns}px ${high * rows}px`,
      backgroundPosition: `${-column * wide}px ${-line * high}px`,
    });
  }

  paint(pen, row, x, y, side) {
    const [sheet, column, line] = this.place(row);
    const image = this.image(sheet);
    if (!image) return false;
    const scale = side / Math.max(this.width, this.height);
    const [wide, high] = [this.width * scale, this.height * scale];
    pen.drawImage(image, column * this.width, line * this.height, this.width, this.height, x - wide / 2, y - high / 2, wide, high);
    return true;
  }
}
