// What the test of naughty strings asks of the page. Injected by the driver; `window.naughty` is its own.
window.naughty = (() => {
  const alarms = [];
  for (const name of ["alert", "confirm", "prompt", "open", "print"])
    window[name] = (...said) => void alarms.push(`${name}(${said.join(", ")})`);
  const complain = console.error;
  console.error = (...said) => {
    alarms.push(`console.error: ${said.join(" ")}`);
    complain(...said);
  };
  const forbidden =
    "script, iframe, frame, object, embed, link, style, meta, base, applet, marquee, video, bgsound, math, template";
  // What the application itself may show, and load from.
  const own = /^(tauri|ipc|sofia-img|blob):|^http:\/\/(tauri|ipc|sofia-img)\.localhost/;
  const handlers = (element) => [...element.attributes].filter(({ name }) => /^on/i.test(name));
  function inspect(element) {
    if (element.matches(forbidden)) alarms.push(`created ${element.outerHTML.slice(0, 120)}`);
    if (handlers(element).length > 0) alarms.push(`a handler in ${element.outerHTML.slice(0, 120)}`);
    for (const name of ["src", "href", "data", "action", "formaction", "srcset", "poster", "background"]) {
      const value = element.getAttribute(name);
      if (value !== null && !/^#/.test(value) && !own.test(value))
        alarms.push(`${name} of ${element.outerHTML.slice(0, 120)}`);
    }
  }
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes)
        if (node instanceof Element) for (const each of [node, ...node.querySelectorAll("*")]) inspect(each);
  }).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) if (!own.test(name)) alarms.push(`asked for ${name}`);
  }).observe({ entryTypes: ["resource"] });
  const address = location.href;

  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const moment = () => new Promise((resolve) => setTimeout(resolve));
  const part = (id) => document.querySelector(`[data-testid="${id}"]`);
  // As the person's own typing would: the setter of the element, past whatever a framework put before it.
  function fill(field, text) {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  return {
    fill: (id, text) => fill(part(id), text),
    /** Puts each string into a field; those that do not stand in it afterwards as they are. */
    async through(id, strings) {
      const changed = [];
      for (const [index, text] of strings.entries()) {
        fill(part(id), text);
        // What is drawn because of it is drawn some at a time.
        if (index % 32 === 31) await frame();
        if (part(id).value !== text) changed.push([text, part(id).value]);
      }
      await frame();
      fill(part(id), "");
      await frame();
      return changed;
    },
    /** Gives a merchant one name after another; those that the list does not show as they are. */
    async names(id, draft, strings) {
      const changed = [];
      const shown = () =>
        document.querySelector(`[data-testid="merchant-item"][data-merchant-id="${id}"] .name`)?.textContent;
      for (const name of strings) {
        const input = { id, draft: { ...draft, name }, key: { type: "unchanged" }, sessionOnly: false };
        await window.__TAURI_INTERNALS__.invoke("merchant_update", { input });
        for (let tries = 0; shown() !== name && tries < 2_000; tries += 1) await moment();
        if (shown() !== name) changed.push([name, shown()]);
      }
      return changed;
    },
    /** What messages show to somebody who sees them, without what is said about them. */
    messages(selector) {
      return [...document.querySelectorAll(selector)].map((message) => {
        const seen = (node) => node.parentElement.closest(".visually-hidden, time, [role=note]") === null;
        const walker = document.createTreeWalker(message, NodeFilter.SHOW_TEXT, (node) =>
          seen(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
        );
        let text = "";
        while (walker.nextNode() !== null) text += walker.currentNode.data;
        return text;
      });
    },
    texts: (selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent),
    alarms: () => (location.href === address ? alarms : [...alarms, `gone to ${location.href}`]),
  };
})();
