// Every screen there is, in ONE table. From it come the pictures (`cargo xtask screenshots`) and the
// test that looks at every screen in every language and theme (screens.test.mjs).
// Length: one table.
//
// To add a screen, add an entry to SCREENS:
//   name     file name of the picture
//   seed     runs in the page before the app starts: (fake, desk) => path of the page to open.
//            `fake` is the FakeApp, `desk` what `furnish` below put into it. It is sent as text,
//            so it sees nothing of this file.
//   act      optional, runs here: async (page) => presses what has to be pressed, and waits.
//   ready    test id of what is there when the screen is complete
//   readme   optional: the README shows it (at most six of them)
//   chosen   optional: { sizes, themes, languages } where fewer than all of them make sense

/** Puts a desk in use into a fresh fake; runs in the page. */
function furnish(fake, language) {
  const words = {
    en: {
      titles: ["Office clerk", "Warehouse shift lead", "Customer support agent"],
      about: "Keeps files, dates and people in order.",
      people: ["Ada Byron", "Grace Hopper", "Konrad Zuse", "Emmy Noether", "Alan Kay"],
      answers: [
        "I kept the files of forty clients and all their dates, and nothing was ever late.",
        "Once I noticed a wrong date on a contract two days before it was to be signed.",
        "I called the client at once, and we corrected it together on the same afternoon.",
      ],
    },
    de: {
      titles: ["Bürokraft", "Schichtleitung Lager", "Kundenbetreuung"],
      about: "Hält Akten, Termine und Menschen zusammen.",
      people: ["Ada Byron", "Grete Hermann", "Konrad Zuse", "Emmy Noether", "Jürgen Weiß"],
      answers: [
        "Ich habe die Akten von vierzig Mandanten geführt und alle ihre Termine, und nichts war je zu spät.",
        "Einmal ist mir zwei Tage vor der Unterschrift ein falsches Datum in einem Vertrag aufgefallen.",
        "Ich habe sofort angerufen, und wir haben es noch am selben Nachmittag gemeinsam geändert.",
      ],
    },
    ru: {
      titles: ["Офис-менеджер", "Старший смены на складе", "Специалист поддержки"],
      about: "Держит в порядке документы, сроки и договорённости.",
      people: ["Ада Байрон", "Софья Ковалевская", "Конрад Цузе", "Эмми Нётер", "Алексей Ляпунов"],
      answers: [
        "Я вела дела сорока клиентов и все их сроки, и ничего ни разу не опоздало.",
        "Однажды за два дня до подписания я заметила в договоре неверную дату.",
        "Я сразу позвонила клиенту, и мы исправили её вместе в тот же день.",
      ],
    },
  }[language];
  const positions = words.titles.map((title) => fake.addPosition(title, undefined, words.about));
  const [clerk, lead, support] = positions;
  const minutes = (n) => n * 60_000;
  const now = Date.now();
  const finished = fake.addInterview(clerk, words.people[0], { language });
  finished.consent(now - minutes(190));
  finished.start({ device: null, model: "base", text_only: false }, now - minutes(189));
  words.answers.forEach((answer, i) => finished.say(answer, now - minutes(180 - 8 * i)));
  finished.finish(now - minutes(152));
  fake.addInterview(lead, words.people[1], { language });
  const paused = fake.addInterview(support, words.people[2], { language });
  paused.consent(now - minutes(45));
  paused.start({ device: null, model: null, text_only: true }, now - minutes(44));
  paused.interrupt(now - minutes(30));
  fake.addInterview(clerk, words.people[3], { language });
  const upcoming = fake.addInterview(clerk, words.people[4], { language });
  const inTheRoom = (room, setup = {}) => {
    room.consent(now - minutes(9));
    room.start({ device: null, model: "base", text_only: false, ...setup }, now - minutes(8));
    words.answers.slice(0, 2).forEach((answer, i) => room.say(answer, now - minutes(6 - 2 * i)));
  };
  const asked = (room) => {
    const message = room.messages.at(-1).message;
    fake.aiLog.notice(room, {
      messageId: message.id,
      words: message.content.split(" ").slice(2, 6).join(" "),
      kinds: ["override", "rating"],
    });
    fake.aiLog.add(room, { at: now - minutes(180) });
    const reasons = ["judgement", "too_long"];
    fake.aiLog.add(room, { at: now - minutes(172), outcome: "replaced", reasons });
    fake.aiLog.add(room, {
      at: now - minutes(164),
      task: "reply",
      outcome: "failed",
      reasons: ["unreachable"],
      reply: "",
      first_token_ms: null,
      input_tokens: null,
      output_tokens: null,
      cost_micros: null,
    });
  };
  /** Recordings made elsewhere: one being transcribed, one that waits, one that failed. */
  const imported = () => {
    fake.chosenFile = "/home/ada/call.mp3";
    fake.transcriptions.files.set(fake.chosenFile, {
      file_name: "call.mp3",
      duration_ms: 2_754_000,
      channels: 2,
      sample_rate_hz: 44_100,
      format: "MP3",
      modified_at: now - minutes(2_000),
    });
    const take = (person, work) => {
      const { job } = fake.transcriptions.import({
        path: fake.chosenFile,
        position_id: support.id,
        candidate_name: words.people[person],
        language,
        consent: "By e-mail.",
        recorded_at: now - minutes(200 + person),
      });
      return fake.transcriptions.move(job.id, work);
    };
    const running = take(1, { state: "running", done_ms: 1_100_000 });
    fake.transcriptions.remaining.set(running.id, 640_000);
    take(2, { state: "waiting" });
    take(3, { state: "failed", error: "base.bin: the file ends in the middle of its tensors" });
    // Another file is chosen next.
    const taken = fake.transcriptions.files.get(fake.chosenFile);
    fake.chosenFile = "/home/ada/second-call.mp3";
    fake.transcriptions.files.set(fake.chosenFile, { ...taken, file_name: "second-call.mp3" });
  };
  /** Recordings on their way in: one half-way, one cut short, one for which there was no room, one that is here. */
  const importing = () => {
    imported();
    const { imports, files } = fake.transcriptions;
    imports.hold = true;
    const start = (person, file_name) => {
      const path = `/home/ada/${file_name}`;
      files.set(path, { ...files.get(fake.chosenFile), file_name });
      return imports.start({
        path,
        position_id: support.id,
        candidate_name: words.people[person],
        language,
        consent: "By e-mail.",
        recorded_at: now - minutes(300),
      }).id;
    };
    imports.move(start(4, "kay.mp3"), { done_ms: 1_100_000, remaining_ms: 95_000 });
    imports.move(start(1, "monday.wav"), { state: "failed", cut_short: true });
    const detail = "the disk is full, so nothing was stored; free some space and try again";
    imports.move(start(2, "tuesday.wav"), {
      state: "failed",
      problem: { code: "disk_full", detail },
    });
    imports.finish(start(3, "wednesday.wav"), { truncated: true });
  };
  /** A recording in which some passages deserve a second look. */
  const doubtful = () => {
    finished.say(words.answers[0], now - minutes(150), { doubt: "other_language" });
    finished.say("", now - minutes(149), { doubt: "not_transcribed", words: [] });
    const work = { kind: "catch_up", state: "running", done_ms: 20_000, total_ms: 90_000 };
    fake.transcriptions.add(finished, work);
  };
  return {
    language,
    words,
    positions,
    finished,
    paused,
    upcoming,
    inTheRoom,
    asked,
    imported,
    importing,
    doubtful,
  };
}

/** Lets the candidate in the open room be heard. */
async function speaks(page) {
  await page.getByTestId("interviewer-line").waitFor();
  await page.evaluate(() => {
    const room = [...window.fake.rooms.values()].find((r) => r.interview.status === "started");
    window.fake.live(room, { type: "level", track: "candidate", rms_db: -22, peak_db: -9 });
    window.fake.live(room, { type: "speech", role: "candidate", speaking: true });
  });
}

/** Tells a passing fact of the open room. */
async function tell(page, fact) {
  await page.getByTestId("interviewer-line").waitFor();
  await page.evaluate((told) => {
    const room = [...window.fake.rooms.values()].find((r) => r.interview.status === "started");
    window.fake.live(room, told);
  }, fact);
}

/** Lets words of the candidate in the open room appear as they are spoken. */
async function captions(page) {
  await speaks(page);
  const language = await page.evaluate(() => document.documentElement.lang);
  const [stable, unsettled] = {
    en: ["Then I wrote a list of everything that was still open", "and went threw"],
    de: ["Dann habe ich eine Liste von allem geschrieben, was noch offen", "wahr und bin"],
    ru: ["Потом я составила список всего, что ещё было", "не закрыта и"],
  }[language];
  await tell(page, { type: "caption", role: "candidate", utterance: 7, stable, unsettled });
}

/** Lets a model word the next line in the open room; `does` runs in the page. */
async function words(page, does) {
  await page.getByTestId("interviewer-line").waitFor();
  await page.evaluate(`{
    const room = [...window.fake.rooms.values()].find((r) => r.interview.status === "started");
    (${does})(window.fake, room);
  }`);
}

export const SCREENS = [
  { name: "desk-empty", unfurnished: true, seed: () => "/", ready: "new-interview" },
  { name: "desk", seed: () => "/", ready: "interviews", readme: true },
  {
    name: "desk-new-interview",
    seed: () => "/",
    act: async (page) => {
      await page.getByTestId("new-interview").click();
      await page.getByTestId("accommodations").locator("summary").click();
    },
    ready: "extra-time",
  },
  {
    name: "desk-transcribing",
    seed: (_, desk) => {
      desk.imported();
      return "/";
    },
    ready: "to-transcriptions",
  },
  {
    name: "desk-import",
    seed: (_, desk) => {
      desk.imported();
      return "/";
    },
    act: async (page) => {
      await page.getByTestId("import-a-recording").click();
      await page.getByTestId("choose-recording").click();
    },
    ready: "import-recording",
  },
  {
    name: "desk-importing",
    seed: (_, desk) => {
      desk.importing();
      return "/";
    },
    ready: "retry-import",
  },
  {
    name: "desk-import-under-way",
    seed: (fake, desk) => {
      desk.imported();
      fake.transcriptions.imports.hold = true;
      return "/";
    },
    act: async (page) => {
      await page.getByTestId("import-a-recording").click();
      await page.getByTestId("choose-recording").click();
      await page.getByTestId("import-candidate").fill("Grace Hopper");
      await page.getByTestId("import-position").selectOption({ index: 1 });
      await page.getByTestId("import-consent").fill("By e-mail.");
      await page.getByTestId("import-recording").click();
      await page.getByTestId("import-under-way").waitFor();
      await page.evaluate(() => {
        const { imports } = window.fake.transcriptions;
        imports.move(imports.jobs[0].id, { done_ms: 900_000, remaining_ms: 130_000 });
      });
    },
    ready: "import-under-way",
  },
  {
    name: "desk-import-again",
    seed: (fake, desk) => {
      desk.imported();
      fake.chosenFile = "/home/ada/call.mp3";
      return "/";
    },
    act: async (page) => {
      await page.getByTestId("import-a-recording").click();
      await page.getByTestId("choose-recording").click();
    },
    ready: "taken-in-before",
  },
  {
    name: "transcriptions",
    seed: (_, desk) => {
      desk.imported();
      return "/transcriptions";
    },
    act: (page) => page.getByTestId("retry-transcription").first().click(),
    ready: "retry-model",
  },
  {
    name: "desk-filters",
    seed: () => "/?status=paused",
    act: (page) => page.getByTestId("more-filters").click(),
    ready: "more-filters-sheet",
  },
  { name: "desk-no-match", seed: () => "/?words=nobody", ready: "no-match" },
  {
    name: "search",
    seed: () => "/",
    act: async (page) => {
      await page.getByTestId("open-search").click();
      // Begins a word of an answer, in each language.
      await page
        .getByTestId("search-input")
        .fill(
          { en: "date", de: "datum", ru: "дат" }[
            await page.evaluate(() => document.documentElement.lang)
          ],
        );
    },
    ready: "found",
  },
  { name: "positions", seed: () => "/positions", ready: "positions" },
  { name: "positions-empty", unfurnished: true, seed: () => "/positions", ready: "no-positions" },
  {
    name: "positions-import",
    seed: () => "/positions",
    act: async (page) => {
      await page.getByTestId("import-plan").click();
      await page.getByTestId("plan-text").fill('format = "candor-plan/1"\ntitle = ""\n');
      await page.getByTestId("import-confirm").click();
    },
    ready: "import-faults",
  },
  {
    name: "editor",
    seed: (_, desk) => `/positions/${desk.positions[0].id}`,
    act: (page) => page.getByTestId("toggle-question").first().click(),
    ready: "question-text",
    readme: true,
  },
  {
    name: "editor-preview",
    seed: (_, desk) => `/positions/${desk.positions[0].id}`,
    act: (page) => page.getByTestId("tab-preview").click(),
    ready: "preview-lines",
  },
  {
    name: "editor-mending",
    unfurnished: true,
    seed: () => "/positions/new",
    act: (page) => page.getByTestId("save-position").click(),
    ready: "question-text",
  },
  {
    name: "room-before",
    seed: (_, desk) => `/interviews/${desk.upcoming.interview.id}/room`,
    ready: "consent-text",
  },
  {
    name: "consent-declined",
    seed: (_, desk) => `/interviews/${desk.upcoming.interview.id}/room`,
    act: (page) => page.getByTestId("consent-decline").click(),
    ready: "consent-declined",
  },
  {
    name: "consent-ai",
    seed: (fake, desk) => {
      fake.ai.add({ name: "OpenAI" });
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) =>
      page
        .getByTestId("consent-text")
        .getByText("api.openai.com")
        .first()
        .evaluate((words) => words.scrollIntoView({ block: "center" })),
    ready: "consent-text",
  },
  {
    name: "consent-changed",
    seed: (_, desk) => `/interviews/${desk.upcoming.interview.id}/room`,
    act: async (page) => {
      await page.getByTestId("consent-text").waitFor();
      await page.evaluate(() => {
        const { consent } = window.fake;
        consent.organisation = { ...consent.organisation, retention_days: 365 };
      });
      await page.getByTestId("consent-agree").click();
    },
    ready: "consent-changed",
  },
  {
    name: "consent-withdrawn",
    seed: (_, desk) => {
      desk.paused.interview.withdrawn_at = Date.now();
      return `/interviews/${desk.paused.interview.id}/room`;
    },
    ready: "consent-withdrawn",
  },
  {
    name: "erase",
    seed: (_, desk) => {
      desk.finished.interview.withdrawn_at = Date.now();
      return `/interviews/${desk.finished.interview.id}/room`;
    },
    act: (page) => page.getByTestId("see-remains").first().click(),
    ready: "erase-name",
  },
  {
    name: "erased",
    seed: (fake, desk) => {
      desk.finished.interview.withdrawn_at = Date.now();
      fake.consent.stubborn = [desk.finished.exports[0].json_path];
      return `/interviews/${desk.finished.interview.id}/room`;
    },
    act: async (page) => {
      await page.getByTestId("see-remains").first().click();
      const name = await page.getByTestId("remains").locator("dd").first().textContent();
      await page.getByTestId("erase-name").fill(name);
      await page.getByTestId("confirm-erase").click();
    },
    ready: "erased",
  },
  {
    name: "first-run",
    unfurnished: true,
    seed: (fake) => {
      fake.machine.preferences = { first_run_done: false, device: null, model: null };
      return "/";
    },
    ready: "first-run-appearance",
  },
  {
    name: "first-run-microphone",
    unfurnished: true,
    seed: () => "/welcome",
    act: async (page) => {
      await page.getByTestId("step-microphone").click();
      await page.getByTestId("start-check").click();
      await page.getByTestId("check-meter").waitFor();
      await page.evaluate(() => window.fake.machine.hear(-27));
    },
    ready: "record-sentence",
  },
  {
    name: "first-run-models",
    unfurnished: true,
    seed: () => "/welcome",
    act: async (page) => {
      await page.getByTestId("step-model").click();
      await page.getByTestId("model-small-q5_1").getByTestId("download-model").click();
      await page.getByTestId("pause-download").waitFor();
      await page.evaluate(() => window.fake.machine.arrive("small-q5_1", 84_000_000, 8_100_000));
    },
    ready: "pause-download",
  },
  {
    name: "first-run-ai",
    unfurnished: true,
    seed: () => "/welcome",
    act: (page) => page.getByTestId("step-ai").click(),
    ready: "ai-scripted",
  },
  { name: "settings-appearance", seed: () => "/settings", ready: "repeat-first-run" },
  { name: "settings-models", seed: () => "/settings/models", ready: "models-here" },
  {
    name: "settings-ai",
    seed: (fake) => {
      fake.ai.add({ name: "OpenAI", input_price_micros: 1_250_000, output_price_micros: 1e7 });
      fake.ai.add({
        name: "Ollama",
        api: "chat",
        base_url: "http://127.0.0.1:11434/v1",
        model: "qwen3:8b",
        has_key: false,
      });
      return "/settings/ai";
    },
    ready: "ai-shared",
  },
  {
    name: "settings-ai-connection",
    seed: () => "/settings/ai",
    act: async (page) => {
      await page.getByTestId("ai-add").click();
      await page.getByTestId("ai-key").fill("sk-secret");
      await page.getByTestId("ai-model").fill("gpt-4o");
      await page.getByTestId("ai-test").click();
      await page.getByTestId("test-report").scrollIntoViewIfNeeded();
    },
    ready: "test-report",
  },
  { name: "settings-about", seed: () => "/settings/about", ready: "diagnostics" },
  { name: "settings-organisation", seed: () => "/settings/organisation", ready: "organisation" },
  { name: "settings-consent", seed: () => "/settings/consent", ready: "consent-texts" },
  {
    name: "settings-consent-preview",
    seed: () => "/settings/consent",
    act: async (page) => {
      await page.getByTestId("preview-consent-text").click();
      await page.getByTestId("consent-preview").scrollIntoViewIfNeeded();
    },
    ready: "consent-preview",
  },
  {
    name: "room",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) => speaks(page),
    ready: "conversation",
    readme: true,
  },
  {
    name: "room-captions",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) => captions(page),
    ready: "caption-spoken",
  },
  {
    name: "room-two-microphones",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming, { recruiter_device: "Conference speaker" });
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: async (page) => {
      await captions(page);
      await tell(page, { type: "level", track: "recruiter", rms_db: -38, peak_db: -20 });
      await tell(page, { type: "level_hint", track: "recruiter", hint: "too_quiet" });
      const own = await page.evaluate(() => document.documentElement.lang);
      const language = own === "ru" ? "de" : "ru";
      await tell(page, { type: "other_language", language, probability: 0.9 });
    },
    ready: "other-language-yes",
  },
  {
    name: "room-turns",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming, { shared_microphone: true });
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: async (page) => {
      await page.getByTestId("turn-recruiter").click();
      await tell(page, { type: "disk_space", minutes_left: 9 });
      const slow = { pending: 2, lag_ms: 7_400, captions: "smaller_model" };
      await tell(page, { type: "transcribing", ...slow });
    },
    ready: "disk-space",
  },
  {
    name: "room-setup",
    seed: (_, desk) => {
      desk.upcoming.consent(Date.now());
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: async (page) => {
      await page.getByTestId("microphones-two").click();
      for (const [track, loud, level] of [
        ["candidate", -38, "too_quiet"],
        ["recruiter", -22, "good"],
      ]) {
        await page.getByTestId(`try-${track}`).click();
        await page.getByTestId(`stop-${track}`).waitFor();
        await page.evaluate(
          ([rms_db, hint]) => {
            const { machine } = window.fake;
            machine.hear(rms_db);
            machine.check = { ...machine.check, level: hint };
          },
          [loud, level],
        );
        await page.locator(`[data-testid=sound-check-${track}][data-hint=${level}]`).waitFor();
      }
    },
    ready: "stop-recruiter",
  },
  {
    name: "room-thinking",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) => words(page, (fake, room) => fake.wording.state(room, "thinking")),
    ready: "conversation",
  },
  {
    name: "room-streaming",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) =>
      words(page, (fake, room) => {
        const line = {
          en: "Thank you. You kept the files of forty clients. How did you",
          de: "Danke. Sie haben die Akten von vierzig Mandanten geführt. Wie",
          ru: "Спасибо. Вы вели дела сорока клиентов. Как вы",
        }[room.interview.language];
        for (const word of line.split(" ")) fake.wording.say(room, `${word} `);
      }),
    ready: "reply-text",
  },
  {
    name: "room-broken-off",
    seed: (_, desk) => {
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    act: (page) =>
      words(page, (fake, room) => {
        const [begun, scripted] = {
          en: ["Thank you. And how did", "How did you find the mistake?"],
          de: ["Danke. Und wie haben", "Wie haben Sie den Fehler gefunden?"],
          ru: ["Спасибо. И как", "Как вы нашли ошибку?"],
        }[room.interview.language];
        fake.wording.say(room, begun);
        fake.wording.end(room, "cut_off", { scripted });
      }),
    ready: "wording",
  },
  {
    name: "room-accommodations",
    seed: (_, desk) => {
      desk.upcoming.interview.accommodations = {
        extra_time_percent: 50,
        no_time_display: true,
        typing_only: true,
        larger_text: true,
        high_contrast: true,
        read_aloud: false,
        captions_always: true,
      };
      desk.inTheRoom(desk.upcoming);
      return `/interviews/${desk.upcoming.interview.id}/room`;
    },
    ready: "conversation",
  },
  {
    name: "kiosk-start",
    seed: (fake, desk) => {
      fake.kiosk.locked = true;
      fake.kiosk.invite(desk.upcoming.interview.id, true);
      return "/kiosk";
    },
    ready: "kiosk-code",
    readme: true,
  },
  {
    name: "kiosk-check",
    seed: (fake, desk) => {
      fake.kiosk.locked = true;
      fake.kiosk.open = desk.upcoming.interview.id;
      return "/kiosk";
    },
    ready: "kiosk-check",
  },
  {
    name: "kiosk-room",
    seed: (fake, desk) => {
      fake.kiosk.locked = true;
      desk.inTheRoom(desk.upcoming);
      fake.kiosk.open = desk.upcoming.interview.id;
      return "/kiosk";
    },
    act: (page) => speaks(page),
    ready: "interviewer-line",
  },
  {
    name: "kiosk-thanks",
    seed: (fake, desk) => {
      fake.kiosk.locked = true;
      fake.kiosk.open = desk.finished.interview.id;
      return "/kiosk";
    },
    ready: "kiosk-thanks",
  },
  { name: "settings-kiosk", seed: () => "/settings/kiosk", ready: "kiosk-settings" },
  {
    name: "review",
    seed: (_, desk) => `/interviews/${desk.finished.interview.id}/review`,
    ready: "transcript",
    readme: true,
  },
  {
    name: "review-doubts",
    seed: (_, desk) => {
      desk.doubtful();
      return `/interviews/${desk.finished.interview.id}/review`;
    },
    ready: "next-doubt",
  },
  {
    name: "review-speaker",
    seed: (_, desk) => {
      window.localStorage.setItem("candor.author", desk.words.people[1]);
      return `/interviews/${desk.finished.interview.id}/review`;
    },
    act: async (page) => {
      await page.getByTestId("speaker").first().click();
      await page.getByTestId("said-by-recruiter").click();
      await page.getByTestId("taken-for").waitFor();
      await page.getByTestId("said-by").locator("summary").click();
      await page.getByTestId("speaker").first().click();
    },
    ready: "speaker-menu",
  },
  {
    name: "ai-log",
    seed: (_, desk) => {
      desk.asked(desk.finished);
      return `/interviews/${desk.finished.interview.id}/ai-log`;
    },
    act: (page) => page.getByTestId("open-call").nth(1).click(),
    ready: "ai-call-detail",
  },
  {
    name: "ai-log-empty",
    seed: (_, desk) => `/interviews/${desk.upcoming.interview.id}/ai-log`,
    ready: "ai-log-empty",
  },
  {
    name: "review-files",
    seed: (_, desk) => `/interviews/${desk.finished.interview.id}/review`,
    act: async (page) => {
      await page.getByTestId("tab-overview").click();
      await page.getByTestId("save-pdf").click();
      await page.getByTestId("saved-documents").waitFor();
      await page.getByTestId("document-language").scrollIntoViewIfNeeded();
    },
    ready: "saved-documents",
  },
  {
    name: "scorecard-begin",
    seed: (_, desk) => {
      window.localStorage.setItem("candor.author", desk.words.people[1]);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    ready: "ask-draft",
  },
  {
    name: "scorecard-withheld",
    seed: (fake, desk) => {
      window.localStorage.setItem("candor.author", desk.words.people[1]);
      fake.scorecards.spoil(desk.finished);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    ready: "withheld",
  },
  {
    name: "scorecard-draft",
    seed: (fake, desk) => {
      window.localStorage.setItem("candor.author", desk.words.people[1]);
      fake.scorecards.complete(desk.finished);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    act: (page) => page.getByTestId("tab-draft").click(),
    ready: "provenance",
  },
  {
    name: "scorecard",
    seed: (fake, desk) => {
      const rater = desk.words.people[1];
      window.localStorage.setItem("candor.author", rater);
      fake.scorecards.rateAs(desk.finished, rater, [4, null], false);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    ready: "card-editor",
  },
  {
    name: "scorecard-quote",
    seed: (fake, desk) => {
      const rater = desk.words.people[1];
      window.localStorage.setItem("candor.author", rater);
      fake.scorecards.rateAs(desk.finished, rater, [4, 3], false);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    act: async (page) => {
      await page.getByTestId("card-editor").waitFor();
      await page.getByTestId("add-evidence").first().click();
      await page.getByTestId("quote-message").nth(1).click();
    },
    ready: "chosen-words",
  },
  {
    name: "scorecard-sign",
    seed: (fake, desk) => {
      const rater = desk.words.people[1];
      window.localStorage.setItem("candor.author", rater);
      fake.scorecards.rateAs(desk.finished, rater, [4, 3], false);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    act: (page) => page.getByTestId("sign").click(),
    ready: "sign-dialog",
  },
  {
    name: "scorecard-signed",
    seed: (fake, desk) => {
      const rater = desk.words.people[1];
      window.localStorage.setItem("candor.author", rater);
      fake.scorecards.rateAs(desk.finished, rater, [4, 3]);
      desk.finished.interview.transcript_version = 2;
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    ready: "signed",
  },
  {
    name: "scorecard-panel-hidden",
    seed: (fake, desk) => {
      const [, grace, konrad, emmy] = desk.words.people;
      window.localStorage.setItem("candor.author", grace);
      fake.scorecards.of(desk.finished).panel = [grace, konrad, emmy];
      fake.scorecards.rateAs(desk.finished, konrad, [5, 2]);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    act: (page) => page.getByTestId("tab-panel").click(),
    ready: "hidden",
  },
  {
    name: "scorecard-panel",
    seed: (fake, desk) => {
      const [, grace, konrad, emmy] = desk.words.people;
      window.localStorage.setItem("candor.author", grace);
      fake.scorecards.of(desk.finished).panel = [grace, konrad, emmy];
      fake.scorecards.weights = { care: 2, team: 1 };
      fake.scorecards.rateAs(desk.finished, konrad, [5, 2]);
      fake.scorecards.rateAs(desk.finished, grace, [2, 3]);
      fake.scorecards.rateAs(desk.finished, emmy, [4, null]);
      return `/interviews/${desk.finished.interview.id}/scorecard`;
    },
    act: async (page) => {
      await page.getByTestId("tab-panel").click();
      await page.getByTestId("comparison").scrollIntoViewIfNeeded();
    },
    ready: "overall",
  },
  { name: "settings-ratings", seed: () => "/settings/ratings", ready: "weights" },
  {
    name: "not-found",
    seed: () => "/nowhere",
    ready: "not-found",
    chosen: { sizes: ["1024x640"] },
  },
];

export const THEMES = ["light", "dark"];
export const LANGUAGES = ["en", "de", "ru"];
export const SIZES = {
  "1024x640": { width: 1024, height: 640 },
  "1920x1080": { width: 1920, height: 1080 },
  // 1024 × 640 at a zoom of 200 %.
  "512x320@2": { width: 512, height: 320, scale: 2 },
};

/** A page of its own for screens of this size, theme and language; `page.complaints` collects what the browser objects to. */
async function newPage(bench, { size, theme = THEMES[0], language }) {
  const { width, height, scale = 1 } = SIZES[size];
  const context = await bench.browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: language,
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  // Whoever leaves a half-written plan is asked; here they may always go.
  page.on("dialog", (dialog) => void dialog.accept());
  return page;
}

/** What puts a screen's beginnings into the page. */
function seedOf(screen, language) {
  const desk = screen.unfurnished ? "undefined" : `(${furnish})(fake, ${JSON.stringify(language)})`;
  return `window.seed = (fake) => (${screen.seed})(fake, ${desk});`;
}

async function reach(bench, page, screen) {
  await page.goto(bench.url);
  await screen.act?.(page);
  await page.getByTestId(screen.ready).first().waitFor();
}

/** Opens a screen of the table as it looks in this size, theme and language. */
export async function openScreen(bench, screen, variant) {
  const page = await newPage(bench, variant);
  await page.addInitScript(seedOf(screen, variant.language));
  await reach(bench, page, screen);
  return page;
}

/**
 * One page for many screens of one size and language, each loaded anew with nothing remembered: what the browser has
 * compiled stays, and that is most of the time a page takes. `script` is loaded with every one.
 */
export async function openLane(bench, variant, script) {
  const page = await newPage(bench, variant);
  const devtools = await page.context().newCDPSession(page);
  const load = (source) => devtools.send("Page.addScriptToEvaluateOnNewDocument", { source });
  await devtools.send("Page.enable");
  await load(script);
  let last;
  return {
    page,
    async show(screen) {
      if (last) await devtools.send("Page.removeScriptToEvaluateOnNewDocument", last);
      const nothing = "localStorage.clear(); sessionStorage.clear();";
      last = await load(`${nothing} ${seedOf(screen, variant.language)}`);
      page.complaints.length = 0;
      await page.emulateMedia({ colorScheme: variant.theme ?? THEMES[0] });
      await page.mouse.move(0, 0);
      await reach(bench, page, screen);
    },
  };
}

/** All the ways the screen is looked at. */
export function variants(screen, sizes = Object.keys(SIZES)) {
  const { chosen = {} } = screen;
  const all = [];
  for (const size of chosen.sizes ?? sizes) {
    for (const theme of chosen.themes ?? THEMES) {
      for (const language of chosen.languages ?? LANGUAGES) all.push({ size, theme, language });
    }
  }
  return all;
}
