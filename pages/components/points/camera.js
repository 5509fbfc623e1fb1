// Where a pane looks: a centre and a scale, and in three dimensions two angles.
// `reach` units lie between the centre and the nearer edge: points between -1 and 1 and some air.
class Camera {
  constructor() { this.reach = 1 / 0.94; this.reset(); }

  reset() { Object.assign(this, { x: 0, y: 0, zoom: 1, yaw: 0.6, pitch: 0.4 }); }

  keep() { return [this.x, this.y, this.zoom, this.yaw, this.pitch]; }

  take([x, y, zoom, yaw, pitch]) { Object.assign(this, { x, y, zoom, yaw, pitch }); }

  // Rows of the rotation that give the screen's axes.
  axes(dimensions) {
    if (dimensions < 3) return [1, 0, 0, 0, 1, 0];
    const [a, b, c, d] = [Math.cos(this.yaw), Math.sin(this.yaw), Math.cos(this.pitch), Math.sin(this.pitch)];
    return [a, 0, b, b * d, c, -a * d];
  }

  // Pixels of one unit.
  scale(width, height) { return (0.5 / this.reach) * Math.min(width, height) * this.zoom; }

  matrix(width, height, dimensions) {
    const axes = this.axes(dimensions);
    const scale = this.scale(width, height);
    const [sx, sy] = [(2 * scale) / width, (2 * scale) / height];
    return new Float32Array([
      sx * axes[0], sy * axes[3], 0, 0,
      sx * axes[1], sy * axes[4], 0, 0,
      sx * axes[2], sy * axes[5], 0, 0,
      -sx * this.x, -sy * this.y, 0, 1,
    ]);
  }

  pan(dx, dy, width, height) {
    const scale = this.scale(width, height);
    this.x -= dx / scale;
    this.y += dy / scale;
  }

  turn(dx, dy) {
    this.yaw += dx * 0.008;
    this.pitch = Math.max(-1.57, Math.min(1.57, this.pitch + dy * 0.008));
  }

  // Zoom so that what lies under (px, py) stays there.
  zoomAt(factor, px, py, width, height) {
    const before = this.scale(width, height);
    this.zoom = Math.min(4000, Math.max(0.2, this.zoom * factor));
    const after = this.scale(width, height);
    const [dx, dy] = [px - width / 2, height / 2 - py];
    this.x += dx / before - dx / after;
    this.y += dy / before - dy / after;
  }
}
