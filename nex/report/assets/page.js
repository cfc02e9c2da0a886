"use strict";
(() => {
  const source = document.getElementById("data");
  if (!source) return;
  const rollouts = JSON.parse(source.textContent);
  const byId = (id) => document.getElementById(id);
  const [list, stage] = [byId("list"), byId("rollout")];
  const filters = ["search", "kind", "architecture", "verdict"].map(byId);
  let shown = [], selected = -1, step = 0;

  /* Every word of a rollout enters the page as text, never as markup. */
  const make = (tag, role, ...inside) => {
    const node = document.createElement(tag);
    if (role) node.className = role;
    node.append(...inside.filter((part) => part !== "" && part !== null));
    return node;
  };
  const state = (rollout) => ({ true: "passed", false: "failed", null: "" })[String(rollout.passed)];
  const word = (rollout) => ({ true: "verified", false: "failed", null: "not judged" })[String(rollout.passed)];

  const matches = (rollout) => {
    const [search, kind, architecture, verdict] = filters.map((field) => field.value);
    return (!kind || rollout.kind === kind) && (!architecture || rollout.architecture === architecture)
      && (!verdict || String(rollout.passed) === verdict)
      && rollout.instruction.toLowerCase().includes(search.toLowerCase());
  };

  const fill = () => {
    shown = rollouts.filter(matches);
    list.replaceChildren(...shown.map((rollout, place) => {
      const item = make("li", "", make("i", state(rollout)),
        make("span", "", rollout.instruction, make("small", "", `${rollout.kind}, ${rollout.architecture}, ${rollout.policy}`)));
      item.tabIndex = 0;
      item.addEventListener("click", () => select(place));
      item.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); select(place); } });
      return item;
    }));
    byId("none").hidden = shown.length > 0;
    const told = shown.map((rollout) => (rollout.passed ? count(rollout.root) : 0));
    if (shown.length) select(told.indexOf(Math.max(...told)), false);
    else stage.replaceChildren();
  };

  const select = (place, scroll = true) => {
    selected = place; step = 0;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    if (scroll) list.children[place].scrollIntoView({ block: "nearest" });
    show(shown[place]);
  };

  const show = (rollout) => {
    const tags = make("div", "tags", make("span", state(rollout), word(rollout)),
      ...[rollout.kind, rollout.architecture, rollout.policy, rollout.task].map((text) => make("span", "", text)));
    stage.replaceChildren(tags, make("blockquote", "", rollout.instruction), controls(),
      turns(rollout.root), ...rollout.meanwhile.map((text) => make("p", "meanwhile", text)),
      ...rollout.user.map((text) => make("p", "remark", text)), make("h3", "", "State"), diff(rollout.changes), make("h3", "", "Verdict"),
      make("div", `judgement ${state(rollout)}`, ...rollout.verdict.map((text) => make("p", "", text))));
    go(0, false);
  };

  const controls = () => {
    const back = make("button", "", "\u2039"), on = make("button", "", "\u203A"), all = make("button", "", "Unfold all");
    back.setAttribute("aria-label", "Previous step"); on.setAttribute("aria-label", "Next step");
    back.addEventListener("click", () => go(step - 1)); on.addEventListener("click", () => go(step + 1));
    all.addEventListener("click", () => {
      const opening = all.textContent === "Unfold all";
      stage.querySelectorAll(".fold").forEach((fold) => { if ((fold.ariaExpanded === "true") !== opening) fold.click(); });
      all.textContent = opening ? "Fold all" : "Unfold all";
    });
    const bar = make("div", "controls", back, on, make("output", ""), make("kbd", "", "\u2190"), make("kbd", "", "\u2192"));
    if (shown[selected].root.steps.some((turn) => turn.calls.some((call) => call.steps.length))) bar.append(all);
    return bar;
  };

  const turns = (call) => {
    const steps = make("ol", "steps");
    for (const turn of call.steps) {
      const calls = turn.calls.length ? turn.calls : [null];
      calls.forEach((made, place) => steps.append(entry(call.unit, turn, made, place === 0)));
    }
    return steps;
  };

  const entry = (who, turn, call, first) => {
    const box = make("div", "call");
    if (first && turn.think) box.append(make("p", "think", turn.think));
    if (first && turn.say) box.append(make("p", "say", turn.say));
    const item = make("li", "", box);
    if (call) {
      box.append(...call.meanwhile.map((text) => make("p", "meanwhile", text)));
      const head = make("header", "", make("span", "who", who), make("span", "what", call.unit), make("span", "with", call.brief));
      box.append(head, make("div", call.ok ? "back" : "back wrong", call.result));
      if (call.steps.length) item.append(folded(call, head));
    }
    box.addEventListener("click", (event) => {
      if (event.target.closest("button, pre")) return;
      const again = box.classList.contains("now");
      go(visible().indexOf(box), false);
      if (again || !box.querySelector("pre")) whole(box, call);
    });
    return item;
  };

  const whole = (box, call) => {
    const open = box.querySelectorAll("pre");
    if (open.length) return open.forEach((part) => part.remove());
    if (!call) return;
    box.append(make("pre", "", call.arguments));
    if (call.text) box.append(make("pre", "", call.text));
  };

  const folded = (call, head) => {
    const inside = turns(call), fold = make("button", "fold", `${count(call)} calls inside`);
    if (call.prompt) inside.prepend(make("li", "", make("pre", "", call.prompt)));
    inside.hidden = true; fold.ariaExpanded = "false"; head.append(fold);
    fold.addEventListener("click", () => {
      inside.hidden = !inside.hidden;
      fold.ariaExpanded = String(!inside.hidden);
      go(Math.max(0, visible().findIndex((box) => box.classList.contains("now"))), false);
    });
    return inside;
  };
  const count = (call) => call.steps.reduce((sum, turn) => sum + turn.calls.reduce((all, made) => all + 1 + count(made), 0), 0);

  const diff = (changes) => {
    const role = { "+": "added", "-": "gone", "~": "changed" };
    const lines = changes.length ? changes : ["unchanged"];
    return make("ul", "diff", ...lines.map((text) => make("li", role[text[0]] || "", text)));
  };

  /* A folded sub-agent is one step; unfolded, its calls are steps of their own. */
  const visible = () => [...stage.querySelectorAll(".call")].filter((box) => !box.closest("[hidden]"));
  const go = (to, scroll = true) => {
    const boxes = visible();
    if (!boxes.length) return;
    step = Math.min(Math.max(to, 0), boxes.length - 1);
    boxes.forEach((box, place) => { box.classList.toggle("now", place === step); box.classList.toggle("ahead", place > step); });
    const [back, on] = stage.querySelectorAll(".controls button");
    back.disabled = step === 0; on.disabled = step === boxes.length - 1;
    stage.querySelector("output").textContent = `step ${step + 1} of ${boxes.length}`;
    if (scroll) boxes[step].scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select") || event.metaKey || event.ctrlKey || event.altKey) return;
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move) { event.preventDefault(); go(step + move); }
    const jump = { j: 1, k: -1 }[event.key];
    if (jump && shown[selected + jump]) select(selected + jump);
  });
  /* A link to one place: report.html#rollout=ID&step=3&unfold */
  const follow = () => {
    const link = new URLSearchParams(location.hash.slice(1));
    const place = rollouts.findIndex((rollout) => rollout.id === link.get("rollout"));
    if (place < 0) return;
    filters.forEach((field) => { field.value = ""; });
    fill();
    select(place);
    if (link.has("unfold")) stage.querySelectorAll(".fold").forEach((fold) => fold.click());
    go(Number(link.get("step") || 1) - 1, false);
    stage.scrollIntoView();
  };
  filters.forEach((field) => field.addEventListener("input", fill));
  window.addEventListener("hashchange", follow);
  fill();
  follow();
})();
