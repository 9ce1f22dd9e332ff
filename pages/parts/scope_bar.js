// The scope bar. Draws itself anew from `data`; what is open and typed stays in `state`.
// Also the page's small services: the language of the document, copy, print, figure as PNG.

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const choice = (field, { value, label, count, indent }) => {
  const selected = field.chosen.includes(value)
  return `<button type="button" role="option" class="choice ${field.several ? "" : "one"} i${indent}"
    aria-selected="${selected}" data-field="${escaped(field.name)}" data-value="${escaped(value)}">
    <span class="m"></span><span class="l">${escaped(label)}</span>
    <span class="n">${escaped(count)}</span></button>`
}

const LISTED = 200
const SEARCHED_FROM = 10
const NARROW = 600

const choices = (field, words, typed) => {
  const wanted = (typed || "").trim().toLowerCase()
  const found = field.choices.filter(({ value, label }) =>
    !wanted || `${label} ${value}`.toLowerCase().includes(wanted))
  const rows = []
  let group = ""
  for (const each of found.slice(0, LISTED)) {
    if (each.group && each.group !== group) {
      group = each.group
      rows.push(`<div class="group">${escaped(group)}</div>`)
    }
    rows.push(choice(field, each))
  }
  if (!found.length) rows.push(`<div class="none">${escaped(words.none)}</div>`)
  if (found.length > LISTED) rows.push(`<div class="none">${escaped(words.more_found)}</div>`)
  return rows.join("")
}

const search = (field, words, typed) => field.choices.length < SEARCHED_FROM ? "" :
  `<input type="search" data-search="${escaped(field.name)}" value="${escaped(typed || "")}"
    placeholder="${escaped(words.search)}" aria-label="${escaped(words.search)}">`

const listbox = (field, data, state) =>
  `${search(field, data.words, state.typed[field.name])}
   <div role="listbox" aria-multiselectable="${field.several}" data-list="${escaped(field.name)}">
   ${choices(field, data.words, state.typed[field.name])}</div>`

const summary = (field, words) => {
  if (!field.chosen.length) return field.clearable ? words.all : "–"
  const labels = field.choices.filter(({ value }) => field.chosen.includes(value))
  return labels.length ? labels.map(({ label }) => label).join(" + ") : words.all
}

const fieldButton = (field, data, state) => {
  const open = state.open === field.name
  const on = field.clearable && field.chosen.length ? "on" : ""
  return `<div class="field ${on} ${field.clearable ? "" : "date"}">
    <button type="button" data-open="${escaped(field.name)}" aria-haspopup="listbox" aria-expanded="${open}">
    <small>${escaped(field.label)}</small>${escaped(summary(field, data.words))}</button>
    ${open ? `<div class="panel">${listbox(field, data, state)}</div>` : ""}</div>`
}

const moreButton = (fields, data, state) => {
  if (!fields.length) return ""
  const open = state.open === "more"
  const active = fields.filter((field) => field.chosen.length).length
  const groups = fields.map((field) =>
    `<details data-more="${escaped(field.name)}" ${state.more.has(field.name) ? "open" : ""}>
     <summary>${escaped(field.label)}${field.chosen.length ? `<b>${field.chosen.length}</b>` : ""}</summary>
     ${state.more.has(field.name) ? listbox(field, data, state) : ""}</details>`).join("")
  return `<div class="field ${active ? "on" : ""}">
    <button type="button" data-open="more" aria-expanded="${open}">${escaped(data.words.more)}${active ? ` ${active}` : ""}</button>
    ${open ? `<div class="panel wide">${groups}</div>` : ""}</div>`
}

const tools = (data) => {
  const others = Object.entries(data.languages).filter(([code]) => code !== data.language)
  const languages = others.map(([code, name]) =>
    `<button type="button" class="tool" data-field="lang" data-value="${escaped(code)}" lang="${escaped(code.replace("_", "-"))}">${escaped(name)}</button>`)
  const next = data.theme === "dark" ? "Light" : "Dark"
  return `<div class="tools">
    <button type="button" class="tool" data-field="gain" data-value="${data.gain === "red" ? "green" : "red"}">${escaped(data.words.gain)}</button>
    <button type="button" class="tool" data-theme="${next}">${escaped(data.words.theme)}</button>
    ${languages.join("")}</div>`
}

const chips = (data) => {
  const chosen = data.fields.filter((field) => field.clearable && field.chosen.length)
  if (!chosen.length) return ""
  const each = chosen.map((field) =>
    `<button type="button" class="chip" data-clear="${escaped(field.name)}" title="${escaped(data.words.clear)}">
     ${escaped(field.label)}: ${escaped(summary(field, data.words))}</button>`).join("")
  const all = chosen.length > 1
    ? `<button type="button" class="chip all" data-clear="*">${escaped(data.words.clear_all)}</button>` : ""
  return `<div class="chips">${each}${all}</div>`
}

const line = (data) => {
  const date = data.fields.find(({ name }) => name === "at")
  const chosen = data.fields.filter((field) => field.clearable && field.chosen.length)
  const who = chosen.length ? chosen.map((field) => summary(field, data.words)).join(", ") : data.words.everyone
  return `<button type="button" class="line" data-sheet="open"><b>${escaped(summary(date, data.words))}</b>
    <span>· ${escaped(who)}</span>${chosen.length ? `<span>· ${escaped(data.words.filters)} ${chosen.length}</span>` : ""}</button>`
}

// Where the focus goes when everything is drawn anew: the same element, else the field it belongs to.
const places = (element, bar) => {
  if (!element || element === bar || !bar.contains(element)) return []
  const { open, field, value, clear, sheet } = element.dataset
  if (open) return [`[data-open="${open}"]`]
  if (value !== undefined) return [`[data-field="${field}"][data-value="${CSS.escape(value)}"]`, `[data-open="${field}"]`]
  if (clear) return [`[data-open="${clear}"]`, ".field > button"]
  if (sheet) return [".line"]
  const more = element.tagName === "SUMMARY" && element.parentElement.dataset.more
  return more ? [`[data-more="${more}"] > summary`] : []
}

// Long lists travel once: the server names what it withholds, the browser keeps it, or asks again.
const filled = (data, ask) => {
  const kept = (window.tierviewChoices ??= {})
  for (const field of data.fields) {
    if (!field.withheld) kept[field.kept] = field.choices
    else if (kept[field.kept]) field.choices = kept[field.kept]
    else { ask(); return }
  }
}

const draw = (bar, data, state) => {
  const basic = data.fields.filter((field) => !field.more)
  const more = data.fields.filter((field) => field.more)
  const searched = document.activeElement?.dataset?.search
  const held = places(document.activeElement, bar)
  const scrolled = bar.querySelector(".panel")?.scrollTop || 0
  bar.innerHTML = `${data.fields.length ? line(data) : ""}<div class="sheet ${state.sheet ? "open" : ""}">
    ${basic.map((field) => fieldButton(field, data, state)).join("")}
    ${moreButton(more, data, state)}${tools(data)}
    <button type="button" class="close" data-sheet="close">${escaped(data.words.done)}</button></div>
    ${chips(data)}`
  const panel = bar.querySelector(".panel")
  if (panel) {
    panel.scrollTop = scrolled
    if (panel.getBoundingClientRect().right > window.innerWidth - 8) panel.classList.add("right")
  }
  const input = searched && bar.querySelector(`[data-search="${searched}"]`)
  if (input) { input.focus(); input.setSelectionRange(input.value.length, input.value.length) }
  for (const place of held) {
    const next = bar.querySelector(place)
    if (next) { next.focus({ preventScroll: true }); break }
  }
}

// Streamlit's own frame speaks English to screen readers.
const named = (words) => {
  for (const [selector, text] of [['[data-testid="stSidebar"]', words.sidebar],
    ['[data-testid="stSidebarCollapseButton"] button', words.fold],
    ['[data-testid="stExpandSidebarButton"]', words.fold]]) {
    document.querySelector(selector)?.setAttribute("aria-label", text)
  }
  for (const [english, text] of Object.entries(words.chrome)) {
    for (const attribute of ["aria-label", "placeholder"]) {
      for (const each of document.querySelectorAll(`[${attribute}="${english}"]`)) each.setAttribute(attribute, text)
    }
  }
  const skip = [...document.querySelectorAll("a")].find((link) => link.getAttribute("href") === "#stMain")
  if (skip) skip.textContent = words.skip
}

// Streamlit announces an unknown page in English; the page itself says it in the reader's language.
const dismissUnknownPage = () => {
  const until = Date.now() + 3000
  const look = () => {
    const close = document.querySelector('[data-testid="stDialog"] section > button')
    if (close) close.click()
    else if (Date.now() < until) requestAnimationFrame(look)
  }
  look()
}

const chosenAfter = (field, value) => {
  if (!field.several) return field.clearable && field.chosen.includes(value) ? [] : [value]
  return field.chosen.includes(value)
    ? field.chosen.filter((each) => each !== value) : [...field.chosen, value]
}

const setTheme = (name, pages) => {
  const root = window.location.pathname.replace(/[^/]*$/, "")
  for (const page of ["", ...pages]) {
    window.localStorage.setItem(`stActiveTheme-${root}${page}-v2`, JSON.stringify(name))
  }
  window.location.reload()
}

const say = (text) => {
  const note = document.createElement("div")
  note.className = "tv-copied"
  note.setAttribute("role", "status")
  note.textContent = text
  document.body.append(note)
  setTimeout(() => note.remove(), 1600)
}

const copyText = async (text, done) => {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement("textarea")
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand("copy")
    area.remove()
  }
  say(done)
}

// The figure's own SVG on a canvas, with title, date and scope above: works offline, no menu needed.
const savePng = async ({ tvPng, tvTitle, tvFacts, tvName }) => {
  const plot = document.querySelector(`.st-key-${tvPng} .js-plotly-plot`)
  if (!plot) return
  const { width, height } = plot.getBoundingClientRect()
  const style = getComputedStyle(document.documentElement)
  const colour = (name) => style.getPropertyValue(name).trim()
  const font = getComputedStyle(document.querySelector(".stApp")).fontFamily
  const scale = 2, top = 62, pad = 16
  const canvas = document.createElement("canvas")
  canvas.width = (width + 2 * pad) * scale
  canvas.height = (height + top + pad) * scale
  const pen = canvas.getContext("2d")
  pen.scale(scale, scale)
  pen.fillStyle = colour("--tv-surface")
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = colour("--tv-ink")
  pen.font = `600 17px ${font}`
  pen.fillText(tvTitle, pad, 28)
  pen.fillStyle = colour("--tv-muted")
  pen.font = `12px ${font}`
  pen.fillText(tvFacts, pad, 48, width)
  for (const svg of plot.querySelectorAll("svg.main-svg")) {
    const copy = svg.cloneNode(true)
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
    const url = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
    const image = new Image()
    await new Promise((resolve, reject) => { image.onload = resolve; image.onerror = reject; image.src = url })
    pen.drawImage(image, pad, top, width, height)
  }
  const link = document.createElement("a")
  link.download = `${tvName}.png`
  link.href = canvas.toDataURL("image/png")
  link.click()
}

const serve = (event) => {
  const button = event.target.closest?.(".tv-btn")
  if (!button) return
  if (button.dataset.tvCopy) copyText(button.dataset.tvCopy, button.dataset.tvDone)
  if (button.dataset.tvPng) savePng(button.dataset)
  if (button.dataset.tvPrint) window.print()
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".tvb")
  const state = (bar.state ??= { open: null, sheet: false, more: new Set(), typed: {} })
  bar.data = data
  document.documentElement.lang = data.html_language
  window.tierviewWords = data.words
  for (const delay of [0, 300, 1200, 3000]) setTimeout(() => named(window.tierviewWords), delay)
  if (data.dismiss) dismissUnknownPage()
  if (!window.tierviewServes) {
    window.tierviewServes = true
    document.addEventListener("click", serve)
    document.addEventListener("focusin", () => named(window.tierviewWords))
  }
  const choose = (name, values) => setTriggerValue("choose", { name, values })
  filled(data, () => choose("?", []))
  const narrow = window.innerWidth <= NARROW
  if (narrow !== data.narrow && bar.toldNarrow !== narrow) {
    bar.toldNarrow = narrow
    choose("?narrow", [narrow ? "1" : ""])
  }
  const redraw = () => draw(bar, bar.data, state)

  bar.onclick = (event) => {
    const hit = event.target.closest("button, summary")
    if (!hit) return
    const { open, value, clear, sheet, theme } = hit.dataset
    if (open) { state.open = state.open === open ? null : open; redraw() }
    if (sheet) { state.sheet = sheet === "open"; state.open = null; redraw() }
    if (theme) setTheme(theme, bar.data.pages)
    if (clear) choose(clear, [])
    if (hit.tagName === "SUMMARY") {
      event.preventDefault()
      const name = hit.parentElement.dataset.more
      state.more.has(name) ? state.more.delete(name) : state.more.add(name)
      redraw()
    }
    if (value !== undefined) {
      const field = bar.data.fields.find(({ name }) => name === hit.dataset.field)
      if (!field) { choose(hit.dataset.field, [value]); return }
      field.chosen = chosenAfter(field, value)
      if (!field.several) state.open = null
      redraw()
      choose(field.name, field.chosen)
    }
  }
  bar.oninput = (event) => {
    const name = event.target.dataset.search
    if (!name) return
    state.typed[name] = event.target.value
    const field = bar.data.fields.find((each) => each.name === name)
    bar.querySelector(`[data-list="${name}"]`).innerHTML = choices(field, bar.data.words, state.typed[name])
  }
  bar.onkeydown = (event) => {
    if (event.key === "Escape") {
      const left = state.open ? `[data-open="${state.open}"]` : ".line"
      state.open = null
      state.sheet = false
      redraw()
      bar.querySelector(left)?.focus()
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    const stops = [...bar.querySelectorAll(".panel input, .panel .choice, .panel summary")]
    if (!stops.length) return
    event.preventDefault()
    const here = stops.indexOf(document.activeElement)
    stops.at((here + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length).focus()
  }
  const outside = (event) => {
    if (state.open && !event.composedPath().includes(bar)) { state.open = null; redraw() }
  }
  document.removeEventListener("pointerdown", bar.outside)
  bar.outside = outside
  document.addEventListener("pointerdown", outside)
  redraw()
}
