import { expect, test } from "vitest";

import { PLAN } from "@/api/fake-data";
import type { Position } from "@/api/types";

import { draftOf, newDraft, newQuestion, planOf, positionOf, sameDraft } from "./draft";
import { changed } from "./draft-changes";
import { faultWords, placed, without } from "./faults";
import { freeKey, keyFrom, questionKey } from "./keys";

const stored: Position = {
  id: "1",
  title: "Clerk",
  description: "",
  plan: PLAN,
  created_at: 1,
  updated_at: 1,
};

test("what is stored goes through the form unchanged", () => {
  const { questions, competencies } = planOf(draftOf(stored));
  expect(competencies).toEqual(PLAN.competencies);
  expect(questions).toEqual(PLAN.questions?.map((q) => ({ follow_ups: [], keywords: {}, ...q })));
  expect(sameDraft(draftOf(stored), draftOf(stored))).toBe(true);
});

test("numbers are read with a point or a comma, and nonsense is out of range", () => {
  const draft = draftOf(stored);
  const [first, second, third] = draft.questions;
  if (!first || !second || !third) throw new Error("three questions were expected");
  let next = changed(draft, { do: "change-question", id: first.id, to: { weight: "1,5" } });
  next = changed(next, { do: "change-question", id: second.id, to: { minutes: "2.5" } });
  next = changed(next, { do: "change-question", id: third.id, to: { weight: "much" } });
  const { questions } = planOf(next);
  expect(questions?.map(({ weight }) => weight)).toEqual([1.5, 2, 0]);
  expect(questions?.[1]?.time_budget_s).toBe(150);
});

test("keys are made of the first words in any of the alphabets, and are free", () => {
  expect(keyFrom("What did you do in your last job?")).toBe("what-did-you-do-in-your-last-job");
  expect(keyFrom("Über große Öfen")).toBe("ueber-grosse-oefen");
  expect(keyFrom("Расскажите о себе")).toBe("rasskazhite-o-sebe");
  expect(keyFrom("Donaudampfschifffahrtsgesellschaftskapitän")).toHaveLength(32);
  expect(keyFrom("?!")).toBe("");
  expect(freeKey("team", new Set(["team", "team-2"]))).toBe("team-3");
  expect(questionKey({ en: "", de: "", ru: "" }, new Set(["question"]))).toBe("question-2");
});

test("a key follows the text until it is written by hand", () => {
  let draft = newDraft();
  const [{ id } = newQuestion("")] = draft.questions;
  draft = changed(draft, { do: "write-question", id, language: "en", text: "Why us?" });
  expect(draft.questions[0]?.key).toBe("why-us");
  draft = changed(draft, { do: "change-question", id, to: { key: "why", keyFollows: false } });
  draft = changed(draft, { do: "write-question", id, language: "en", text: "Why here?" });
  expect(draft.questions[0]?.key).toBe("why");
});

test("questions are moved, duplicated under a free key, deleted and put back", () => {
  const draft = draftOf(stored);
  const keys = (d: typeof draft) => d.questions.map(({ key }) => key);
  const [intro] = draft.questions;
  if (!intro) throw new Error("a question was expected");
  const last = changed(draft, { do: "move-question", id: intro.id, to: 2 });
  expect(keys(last)).toEqual(["mistake", "team", "intro"]);
  const twice = changed(draft, { do: "duplicate-question", id: intro.id, copyId: "copy" });
  expect(keys(twice)).toEqual(["intro", "intro-2", "mistake", "team"]);
  const gone = changed(draft, { do: "delete-question", id: intro.id });
  const back = changed(gone, { do: "add-question", question: intro, at: 0 });
  expect(sameDraft(back, draft)).toBe(true);
});

test("faults stay with their field when the question moves, and go when it is mended", () => {
  const draft = draftOf(stored);
  const [intro, mistake] = draft.questions;
  if (!intro || !mistake) throw new Error("two questions were expected");
  const fault = (pointer: string) => ({ pointer, issue: "empty" as const, message: "" });
  let faults = placed(
    [
      fault("/title"),
      fault("/plan/questions/1/text/de"),
      fault("/plan/questions/0/follow_ups/0/en"),
    ],
    draft,
  );
  const followUp = intro.followUps[0]?.id ?? "";
  const places = ["title", `${mistake.id}.text.de`, `${intro.id}.follow_ups.${followUp}.en`];
  expect([...faults.keys()]).toEqual(places);
  faults = without(faults, { do: "move-question", id: mistake.id, to: 0 });
  expect(faults.size).toBe(3);
  faults = without(faults, { do: "write-question", id: mistake.id, language: "de", text: "Und?" });
  faults = without(faults, { do: "describe", title: "Clerk" });
  expect([...faults.keys()]).toEqual(places.slice(2));
});

test("an empty follow-up is not sent, and faults of the others find theirs", () => {
  let draft = draftOf(stored);
  const [intro] = draft.questions;
  if (!intro) throw new Error("a question was expected");
  draft = {
    ...draft,
    questions: [
      {
        ...intro,
        followUps: [{ id: "blank", text: { en: " ", de: "", ru: "" } }, ...intro.followUps],
      },
    ],
  };
  expect(positionOf(draft).plan.questions?.[0]?.follow_ups).toHaveLength(1);
  const pointer = "/plan/questions/0/follow_ups/0/en";
  const [place] = placed([{ pointer, issue: "too_long", max: 4000, message: "" }], draft).keys();
  expect(place).toBe(`${intro.id}.follow_ups.${intro.followUps[0]?.id}.en`);
});

test("faults are worded by what they are and where", () => {
  const t = ((key: string) => key) as unknown as Parameters<typeof faultWords>[0];
  const words = (pointer: string, issue: "empty" | "out_of_range" | "twice") =>
    faultWords(t, { pointer, issue, message: "" });
  expect(words("/plan/questions", "empty")).toBe("positions.fault.noQuestions");
  expect(words("/plan/questions/0/text", "empty")).toBe("positions.fault.noText");
  expect(words("/plan/questions/0/weight", "out_of_range")).toBe("positions.fault.weight");
  expect(words("/plan/questions/0/time_budget_s", "out_of_range")).toBe("positions.fault.time");
  expect(words("/plan/questions/0/key", "twice")).toBe("positions.fault.twice");
});

test("what a plan file says of each rating survives the form", () => {
  const anchors = ["a", "b", "c", "d", "e"].map((en) => ({ en }));
  const [first, ...others] = PLAN.competencies ?? [];
  if (!first) throw new Error("a competency was expected");
  const plan = { ...PLAN, competencies: [{ ...first, anchors }, ...others] };
  const draft = changed(draftOf({ ...stored, plan }), {
    do: "name-competency",
    id: draftOf(stored).competencies[0]?.id ?? "",
    name: first.name,
  });
  expect(planOf(draft).competencies).toEqual(plan.competencies);
});
