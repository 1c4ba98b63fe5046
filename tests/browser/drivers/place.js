/* Where to press an element: the middle of it, or of a label of it, when nothing else lies there and it has come to rest.
   Null until then. A place out of sight is brought into sight first. */
async (selector) => {
  const target = document.querySelector(selector);
  if (!target) return null;
  const frame = () =>
    new Promise((next) => {
      requestAnimationFrame(() => requestAnimationFrame(next));
      setTimeout(next, 150); // a window without a screen may draw no frames
    });
  const middle = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return width && height ? [left + width / 2, top + height / 2] : null;
  };
  const free = (element) => {
    const place = middle(element);
    const lies = place && document.elementFromPoint(...place);
    const mine = lies && (element.contains(lies) || lies.contains(target) || [...(target.labels ?? [])].some((one) => one.contains(lies)));
    return mine ? place : null;
  };
  const choose = () => [target, ...(target.labels ?? [])].map(free).find(Boolean);
  if (!choose()) target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const first = choose();
  await frame();
  const second = choose();
  return first && second && first.join() === second.join() ? second : null;
}
