/* A chart has a face for each product: figure.layout.meta.face names it. The faces lie on each other, so that the
   choice of product, once both are drawn, draws nothing. */
(function () {
  "use strict";

  const { createElement, useRef } = window.React;
  const figures = new WeakMap(); // element of a face → the figure it shows
  const pending = new Map(); // chart → the figure that was brought to the front

  /** The component with its faces, the front one first: what looks for the chart finds that. */
  function faced(Graph) {
    return function Faces(props) {
      const faces = useRef([]).current;
      const name = props.figure?.layout?.meta?.face;
      const known = faces.find((one) => one.name === name) || faces.find((one) => one.name === undefined);
      const front = known || { name, key: faces.length };
      if (!known) faces.push(front);
      front.name = name;
      front.props = props;
      const sorted = [front, ...faces.filter((one) => one !== front)];
      return createElement("div", { className: "faces" }, sorted.map((one) => face(Graph, one, one === front)));
    };
  }

  function face(Graph, { key, props }, front) {
    const id = key ? props.id + "-" + key : props.id;
    const place = (element) => element && (figures.set(element, props.figure), element.classList.toggle("front", front));
    return createElement("div", { key, className: "face", ref: place }, createElement(Graph, { ...props, id }));
  }

  /** Shows the face that has this very figure; whether there is one. The component learns of it when it is painted. */
  function bring(chart, figure, told) {
    const faces = [...chart.querySelectorAll(".face")];
    const wanted = faces.find((one) => figures.get(one) === figure);
    if (!wanted) return false;
    faces.forEach((one) => one.classList.toggle("front", one === wanted));
    const waits = pending.has(chart);
    pending.set(chart, figure);
    if (!waits) requestAnimationFrame(() => setTimeout(() => (told(pending.get(chart)), pending.delete(chart)), 0));
    return true;
  }

  window.partnerFaces = { faced, bring };
})();
