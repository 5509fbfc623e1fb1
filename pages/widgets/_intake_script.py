"""What the browser does where photos are brought, and how that looks."""

INTAKE = """
const zone = element.querySelector('.intake'), input = zone.querySelector('input');
const video = zone.querySelector('video'), camera = zone.querySelector('.camera');
const most = Number(zone.dataset.most), limit = Number(zone.dataset.limit);
const say = text => { zone.querySelector('.said').textContent = text; };
let turn = Promise.resolve();

const encoded = file => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1));
  reader.onerror = () => failed(reader.error);
  reader.readAsDataURL(file);
});
const received = async content => {
  for (let tries = 0; tries < 60; tries++) {
    try {
      const answer = await server.receive(content);
      if (answer?.key || answer?.refused) return answer;
    } catch { /* nobody is there yet */ }
    say('The models are restarting …');
    await new Promise(done => setTimeout(done, 2000));
  }
  throw new Error('nobody answers');
};
const sent = async file => {
  if (file.size > limit) return { name: file.name, size: file.size };
  let content;
  try { content = await encoded(file); } catch {
    return { name: file.name, refused: 'This is a folder, or it cannot be read.' };
  }
  return { name: file.name, ...await received(content) };
};
const bring = async files => {
  const own = files.slice(0, most), photos = [];
  try {
    for (const file of own) {
      say(own.length > 1 ? `Sending ${photos.length + 1} of ${own.length} …` : 'Sending …');
      photos.push(await sent(file));
    }
    say('');
    if (most > 1 && files.length > most) say(`The first ${most} of ${files.length} were taken.`);
    trigger('upload', { photos });
  } catch { say('The models do not answer. Try again in a moment.'); }
  if (most === 1 && files.length > 1) {  // of two at once each zone takes one
    const zones = [...document.querySelectorAll('.intake')];
    zones[zones.indexOf(zone) + 1]?.dispatchEvent(
      new CustomEvent('take', { detail: files.slice(1) }));
  }
};
const take = found => {
  const files = [...found];
  if (files.length) turn = turn.then(() => bring(files));
};
input.addEventListener('change', () => { take(input.files); input.value = ''; });
zone.addEventListener('take', event => take(event.detail));

const close = () => {
  video.srcObject?.getTracks().forEach(track => track.stop());
  video.srcObject = null;
  camera.hidden = true;
};
const actions = {
  close,
  paste: async () => {
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find(one => one.startsWith('image/'));
        if (!type) continue;
        return take([new File([await item.getType(type)], 'pasted.png', { type })]);
      }
      say('There is no picture on the clipboard: copy one first.');
    } catch { say('The browser does not give the clipboard away: press Ctrl+V.'); }
  },
  camera: async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia(
        { video: { facingMode: 'environment' } });
      camera.hidden = false;
      await video.play();
      say('');
    } catch { say('No camera: there is none, or the browser may not use it here.'); }
  },
  shoot: () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d').drawImage(video, 0, 0);
    close();
    canvas.toBlob(blob => blob && take([new File([blob], 'camera.jpg')]), 'image/jpeg', .92);
  },
};
zone.addEventListener('click', event => actions[event.target.closest('[data-do]')?.dataset.do]?.());

const full = one => one.closest('.side')?.querySelector('.faces img');
const meant = event => {
  const zones = [...document.querySelectorAll('.intake')];
  return (event.target.closest?.('.intake') ?? zones.find(one => !full(one)) ?? zones[0]) === zone;
};
const holds = event => [...event.dataTransfer?.types ?? []].includes('Files');
const over = on => zone.classList.toggle('over', on);
const stop = new AbortController(), outside = window.frameElement?.ownerDocument;
for (const page of new Set([document, outside ?? document])) {
  const hear = (name, act) => page.addEventListener(name, event => {
    if (element.isConnected && window.frameElement?.isConnected !== false) act(event);
  }, { signal: stop.signal });
  hear('dragover', event => { if (holds(event)) { event.preventDefault(); over(meant(event)); } });
  hear('dragleave', () => over(false));
  hear('drop', event => {
    over(false);
    if (!holds(event)) return;
    event.preventDefault();
    if (meant(event)) take(event.dataTransfer.files);
  });
  hear('paste', event => {
    const files = event.clipboardData?.files ?? [];
    if (files.length && meant(event)) { event.preventDefault(); take(files); }
  });
}
window.addEventListener('pagehide', () => { stop.abort(); close(); });
"""
"""A file that is dropped or pasted anywhere on the page goes to the zone under it, else to the
first zone that is free. Files that are too large are not sent.
"""
STYLE = """
.bring {overflow: visible}
.intake {border: 2px dashed var(--look-border); border-radius: 8px; padding: .9rem;
  text-align: center; background: var(--look-surface)}
.intake.over, .intake:focus-within {border-color: var(--look-primary)}
.intake label {display: block; cursor: pointer; padding: .5rem 0 .7rem}
.intake label b {display: block; font-weight: 600}
.intake small, .bring .private {color: var(--look-muted); font-size: .85rem}
.bring .private {margin: .5rem 0 0}
.intake input {position: absolute; width: 1px; height: 1px; opacity: 0}
.intake .ways {display: flex; gap: .5rem; justify-content: center; flex-wrap: wrap}
.intake button, .plain-button {border: 1px solid var(--look-border); border-radius: 8px;
  background: var(--look-background); color: inherit; padding: .3rem .9rem; cursor: pointer;
  font: inherit}
.intake button:hover, .plain-button:hover {border-color: var(--look-primary)}
.intake video {width: 100%; max-height: 300px; margin: .7rem 0 .4rem; border-radius: 6px}
.intake .said {margin: .4rem 0 0; min-height: 0}
.intake .said:empty {display: none}
.intake .touch {display: none}
@media (hover: none) {.intake .mouse {display: none} .intake .touch {display: inline}
  .intake button {min-height: 44px}}
.examples {display: flex; flex-wrap: wrap; gap: .4rem}
.examples button {padding: 2px; border: 2px solid transparent; background: none; cursor: pointer;
  border-radius: 8px; font-size: .8rem; font-weight: 400; color: inherit; width: 72px}
.examples button:hover, .examples button:focus-visible {border-color: var(--look-primary)}
.examples img {width: 64px; height: 64px; border-radius: 6px; margin: 0 auto; display: block;
  object-fit: cover}
@media (max-width: 640px) {.examples {flex-wrap: nowrap; overflow-x: auto; padding-bottom: .3rem}
  .examples button {flex: none}}
.gradio-container .prose a {padding: 0; margin: 0}
"""
