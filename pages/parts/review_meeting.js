// Meeting mode's keys and buttons. Draws itself anew from `data`: the five views, back, full screen.

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }
const TYPED = "input, textarea, select, [contenteditable=true], [role=listbox], .tvb"

const fullScreen = async () => {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await document.documentElement.requestFullscreen()
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".tvm")
  const go = (view) => setTriggerValue("go", String(view))
  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen()
    go(0)
  }
  bar.innerHTML = data.views.map((label, place) =>
    `<button type="button" data-go="${place + 1}" ${place + 1 === data.view ? 'aria-current="page"' : ""}>
     <b>${place + 1}</b> ${escaped(label)}</button>`).join("") +
    `<span class="gap"></span>
     <button type="button" data-full="1">${escaped(data.words.full)}</button>
     <button type="button" data-go="0">${escaped(data.words.leave)}</button>`
  bar.onclick = (event) => {
    const hit = event.target.closest("button")
    if (!hit) return
    if (hit.dataset.full) fullScreen()
    else if (hit.dataset.go === "0") leave()
    else go(hit.dataset.go)
  }

  // One listener for the whole document; the page is drawn anew at every step.
  document.removeEventListener("keydown", window.tierviewMeetingKeys)
  window.tierviewMeetingKeys = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.(TYPED)) return
    if (event.key === "Escape") { leave(); return }
    const step = STEPS[event.key]
    if (!step || (event.key === " " && event.target.closest?.("button, a"))) return
    const next = data.view + step
    event.preventDefault()
    if (next >= 1 && next <= data.views.length) go(next)
  }
  document.addEventListener("keydown", window.tierviewMeetingKeys)
  return () => document.removeEventListener("keydown", window.tierviewMeetingKeys)
}
