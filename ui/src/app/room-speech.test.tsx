import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import type { FakeRoom } from "@/api/fake-room";
import { Problem } from "@/api/problem";
import type { Captions } from "@/api/room";
import { renderApp } from "@/test/render-app";

const SETUP = { device: "Built-in microphone", model: "base" };

function withInterview() {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(Date.now());
  return { fake, room, path: `/interviews/${room.interview.id}/room` };
}

async function inTheRoom(setup = {}, audience: "recruiter" | "candidate" = "recruiter") {
  const made = withInterview();
  made.room.start({ ...SETUP, ...setup }, Date.now());
  if (audience === "candidate") made.fake.kiosk.open = made.room.interview.id;
  const app = renderApp(audience === "candidate" ? "/kiosk" : made.path, made.fake);
  await screen.findByTestId("interviewer-line");
  return { ...made, ...app };
}

const caption = (
  fake: FakeApp,
  room: FakeRoom,
  utterance: number,
  stable: string,
  unsettled = "",
  role: "candidate" | "recruiter" = "candidate",
) => act(() => fake.live(room, { type: "caption", role, utterance, stable, unsettled }));

const pace = (fake: FakeApp, room: FakeRoom, captions: Captions, lag_ms = 0) =>
  act(() => fake.live(room, { type: "transcribing", pending: 0, lag_ms, captions }));

describe("captions", () => {
  test("come while somebody speaks, and the message takes their place", async () => {
    const { fake, room } = await inTheRoom();
    act(() => fake.live(room, { type: "speech", role: "candidate", speaking: true }));
    caption(fake, room, 1, "I kept the", "flies off");
    expect(screen.getByTestId("caption-spoken")).toHaveTextContent("I kept the flies off");
    expect(screen.getByTestId("caption-unsettled")).toHaveTextContent("flies off");
    caption(fake, room, 1, "I kept the files of forty");
    expect(screen.queryByTestId("caption-unsettled")).not.toBeInTheDocument();
    act(() => void room.say("I kept the files of forty clients.", Date.now()));
    await waitFor(() => expect(screen.queryByTestId("caption-spoken")).not.toBeInTheDocument());
    expect(screen.getByTestId("caption")).toHaveTextContent("I kept the files of forty clients.");
    expect(screen.getByTestId("caption").textContent.match(/I kept/g)).toHaveLength(1);
    // A late pass over what is already written down changes nothing.
    caption(fake, room, 1, "I kept the files");
    expect(screen.queryByTestId("caption-spoken")).not.toBeInTheDocument();
  });

  test("of the next answer stay when the message of the one before arrives", async () => {
    const { fake, room } = await inTheRoom();
    act(() => fake.live(room, { type: "speech", role: "candidate", speaking: true }));
    caption(fake, room, 1, "First I counted");
    caption(fake, room, 2, "Then I", "called");
    act(() => void room.say("First, I counted.", Date.now()));
    await waitFor(() =>
      expect(screen.getByTestId("caption")).toHaveTextContent(/^First, I counted. Then I called$/),
    );
  });

  test("of the next answer stay when the one before was too short to be seen", async () => {
    const { fake, room } = await inTheRoom();
    act(() => fake.live(room, { type: "speech", role: "candidate", speaking: true }));
    caption(fake, room, 2, "Then I", "called");
    act(() => void room.say("Yes.", Date.now()));
    await waitFor(() =>
      expect(screen.getByTestId("caption")).toHaveTextContent(/^Yes. Then I called$/),
    );
    // Its own message takes its place, though the next one has begun.
    act(() => void room.say("Then I called him.", Date.now()));
    await waitFor(() => expect(screen.queryByTestId("caption-spoken")).not.toBeInTheDocument());
  });

  test("are told to screen readers only once they are final", async () => {
    const { fake, room } = await inTheRoom();
    caption(fake, room, 1, "I kept", "the");
    expect(screen.getByTestId("caption")).toHaveAttribute("aria-live", "off");
    const heard = screen.getByTestId("heard");
    expect(heard).toHaveAttribute("aria-live", "polite");
    expect(heard).toBeEmptyDOMElement();
    act(() => void room.say("I kept the files.", Date.now()));
    await waitFor(() => expect(heard).toHaveTextContent("I kept the files."));
  });

  test("that came before the page was opened are there", async () => {
    const { fake, room, path } = withInterview();
    room.start(SETUP, Date.now());
    room.caption = { role: "candidate", utterance: 4, stable: "I have", unsettled: "been" };
    renderApp(path, fake);
    expect(await screen.findByTestId("caption-spoken")).toHaveTextContent("I have been");
    caption(fake, room, 4, "I have been a clerk");
    expect(screen.getByTestId("caption-spoken")).toHaveTextContent("I have been a clerk");
  });

  test("of which nothing came are gone when told so", async () => {
    const { fake, room } = await inTheRoom();
    caption(fake, room, 1, "", "Thank you");
    caption(fake, room, 1, "");
    expect(screen.queryByTestId("caption-spoken")).not.toBeInTheDocument();
  });

  test("say calmly how they come, and more of it to the recruiter", async () => {
    const { fake, room } = await inTheRoom();
    const says = () => screen.getByTestId("pace");
    expect(says()).toHaveTextContent("Captions are live");
    pace(fake, room, "fewer", 4_200);
    expect(says()).toHaveTextContent("a little behind4 s behind");
    pace(fake, room, "smaller_model", 900);
    expect(says()).toHaveTextContent("A smaller model listens for now");
    pace(fake, room, "later", 90_000);
    expect(says()).toHaveTextContent("everything is written down afterwards");
    expect(says()).not.toHaveTextContent("90");
  });

  test("tell a candidate that pausing them loses nothing, and take that back by themselves", async () => {
    const { fake, room } = await inTheRoom({}, "candidate");
    const detail = "the recogniser was started three times in vain";
    act(() => fake.live(room, { type: "notice", code: "captions_paused", detail }));
    pace(fake, room, "later", 60_000);
    expect(screen.getByTestId("notices")).toHaveTextContent("Recording goes on");
    expect(screen.getByTestId("notices")).not.toHaveTextContent(detail);
    expect(within(screen.getByTestId("notices")).queryByRole("alert")).not.toBeInTheDocument();
    expect(screen.getByTestId("pace")).toHaveTextContent("Just go on speaking");
    pace(fake, room, "live");
    expect(screen.queryByTestId("notices")).not.toBeInTheDocument();
  });

  test("leave a place for what is written down later", async () => {
    const { room } = await inTheRoom();
    act(() => void room.say("", Date.now(), { doubt: "not_transcribed", words: [] }));
    expect(await screen.findByTestId("written-later")).toHaveTextContent("Recorded");
  });
});

describe("another language", () => {
  const german = { type: "other_language", language: "de", probability: 0.97 } as const;

  test("is offered, and written down from then on", async () => {
    const { fake, room, user } = await inTheRoom({}, "candidate");
    act(() => fake.live(room, german));
    expect(screen.getByTestId("other-language")).toHaveTextContent("This sounds like German.");
    await user.click(screen.getByTestId("other-language-yes"));
    await waitFor(() => expect(screen.getByTestId("other-language")).toBeEmptyDOMElement());
    expect(room.interview.speech_language).toBe("de");
    expect(room.interview.language).toBe("en");
    expect(screen.getByTestId("pace")).toHaveTextContent("written down in German");
  });

  test("that is not spoken is not asked for again", async () => {
    const { fake, room, user } = await inTheRoom();
    act(() => fake.live(room, german));
    await user.click(screen.getByTestId("other-language-no"));
    act(() => fake.live(room, german));
    expect(screen.getByTestId("other-language")).toBeEmptyDOMElement();
    expect(room.interview.speech_language).toBeUndefined();
  });

  test("can be chosen by the recruiter at any time", async () => {
    const { room, user } = await inTheRoom();
    await user.click(screen.getByTestId("display"));
    await user.selectOptions(screen.getByTestId("spoken-language"), "ru");
    await waitFor(() => expect(room.interview.speech_language).toBe("ru"));
  });
});

test("the echo guard is switched in the room, by the recruiter only", async () => {
  const { fake, user } = await inTheRoom();
  await user.click(screen.getByTestId("display"));
  const guard = await screen.findByTestId("display-echo-guard");
  expect(guard).toBeChecked();
  await user.click(guard);
  await waitFor(() => expect(fake.machine.preferences.echo_guard).toBe(false));
  expect(guard).not.toBeChecked();
});

describe("two microphones", () => {
  test("are chosen before the start, and cannot be one", async () => {
    const { fake, room, path } = withInterview();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("microphones-two"));
    const own = screen.getByTestId("recruiter-device-select");
    expect(own).toHaveValue("Conference speaker");
    await user.selectOptions(own, "Built-in microphone");
    expect(screen.getByRole("alert")).toHaveTextContent("the candidate’s microphone already");
    expect(screen.getByTestId("start-interview")).toBeDisabled();
    await user.selectOptions(own, "Conference speaker");
    await user.click(screen.getByTestId("start-interview"));
    await screen.findByTestId("interviewer-line");
    expect(room.setup).toMatchObject({
      device: "Built-in microphone",
      recruiter_device: "Conference speaker",
      shared_microphone: false,
    });
  });

  test("are not to be had where only one is connected", async () => {
    const { fake, path } = withInterview();
    fake.devices = fake.devices.slice(0, 1);
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("microphones-two"));
    expect(screen.getByTestId("second-missing")).toHaveTextContent("only one is connected");
    expect(screen.getByTestId("start-interview")).toBeDisabled();
    await user.click(screen.getByTestId("microphones-shared"));
    expect(screen.getByTestId("start-interview")).toBeEnabled();
  });

  test("have a level each, trouble of their own, and can be exchanged one by one", async () => {
    const { fake, room, user } = await inTheRoom({ recruiter_device: "Conference speaker" });
    const level = (track: "candidate" | "recruiter", rms_db: number) =>
      act(() => fake.live(room, { type: "level", track, rms_db, peak_db: -3 }));
    level("candidate", -30);
    level("recruiter", -12);
    const meter = (name: string) => screen.getByRole("meter", { name });
    expect(meter("Level of the microphone: Candidate")).toHaveAttribute("aria-valuenow", "-30");
    expect(meter("Level of the microphone: Recruiter")).toHaveAttribute("aria-valuenow", "-12");
    const lost = { track: "recruiter", state: "lost", device: "Conference speaker" } as const;
    act(() => fake.live(room, { type: "microphone", ...lost }));
    expect(screen.getByTestId("silent-microphone-recruiter")).toHaveTextContent(
      "What you say is not recorded at the moment.",
    );
    expect(screen.getByTestId("silent-microphone")).toBeEmptyDOMElement();
    expect(meter("Level of the microphone: Candidate")).toBeVisible();
    fake.devices = [...fake.devices, { name: "Headset", is_default: false }];
    await user.click(screen.getByTestId("microphone-recruiter"));
    const choice = within(screen.getByTestId("microphone-choice"));
    await choice.findByText("Headset");
    await user.selectOptions(choice.getByTestId("change-device-recruiter"), "Headset");
    await waitFor(() => expect(room.secondMicrophone?.device).toBe("Headset"));
    expect(room.microphone?.device).toBe("Built-in microphone");
  });

  test("bring the recruiter's words to their own side", async () => {
    const { fake, room } = await inTheRoom({ recruiter_device: "Conference speaker" });
    caption(fake, room, 1, "Could you say", "more", "recruiter");
    expect(screen.getByTestId("caption")).toHaveTextContent("RecruiterCould you say more");
    act(
      () =>
        void room.say("Could you say more?", Date.now(), { role: "recruiter", purpose: "remark" }),
    );
    const conversation = screen.getByTestId("conversation");
    await waitFor(() => expect(conversation).toHaveTextContent("Could you say more?"));
    const said = within(conversation).getByText("Could you say more?");
    expect(said.closest("[data-role]")).toHaveAttribute("data-role", "recruiter");
  });

  test("are not spoken of at a kiosk", async () => {
    const { room } = await inTheRoom({ recruiter_device: "Conference speaker" }, "candidate");
    expect(room.secondMicrophone).not.toBeNull();
    expect(screen.queryByTestId("silent-microphone-recruiter")).not.toBeInTheDocument();
  });
});

describe("a shared microphone", () => {
  test("is handed over by its large keys and by the keyboard", async () => {
    const { fake, room, user } = await inTheRoom({ shared_microphone: true });
    expect(screen.getByTestId("turn-candidate")).toHaveAttribute("aria-pressed", "true");
    await user.click(screen.getByTestId("turn-recruiter"));
    await waitFor(() =>
      expect(screen.getByTestId("turn-recruiter")).toHaveAttribute("aria-pressed", "true"),
    );
    expect(room.turn).toBe("recruiter");
    fireEvent.keyDown(document.body, { key: "m" });
    await waitFor(() => expect(room.turn).toBe("candidate"));
    await user.click(screen.getByTestId("keys"));
    expect(screen.getByTestId("keys-help")).toHaveTextContent("Hand the shared microphone over");
    fake.refuse("PUT", /turn$/, new Problem("illegal_move", ""));
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("turn-recruiter"));
    const turn = within(screen.getByTestId("turn"));
    expect(await turn.findByRole("alert")).toHaveTextContent("no longer in a state");
    expect(screen.getByTestId("turn-candidate")).toHaveAttribute("aria-pressed", "true");
  });

  test("needs no keys where everybody has one", async () => {
    const { user } = await inTheRoom();
    expect(screen.queryByTestId("turn")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("keys"));
    expect(screen.getByTestId("keys-help")).not.toHaveTextContent("shared microphone");
  });
});

describe("the level and the disk", () => {
  test("a level that is too low is told with what to do", async () => {
    const { fake, room } = await inTheRoom({}, "candidate");
    const hint = (what: "too_quiet" | "too_loud" | "good") =>
      act(() => fake.live(room, { type: "level_hint", track: "candidate", hint: what }));
    const says = screen.getByTestId("level-hint-candidate");
    hint("too_quiet");
    expect(says).toHaveTextContent("move a little closer");
    hint("too_loud");
    expect(says).toHaveTextContent("move a little away");
    hint("good");
    expect(says).toBeEmptyDOMElement();
  });

  test("a disk that fills up is told to the recruiter, and louder towards the end", async () => {
    const { fake, room } = await inTheRoom();
    const left = (minutes_left: number | null) =>
      act(() => fake.live(room, { type: "disk_space", minutes_left }));
    const notice = screen.getByTestId("disk-space");
    expect(notice).toHaveTextContent("");
    left(58);
    expect(within(notice).getByRole("status")).toHaveTextContent("About 58 minutes");
    left(1);
    expect(within(notice).getByRole("alert")).toHaveTextContent("About 1 minute of recording");
    left(0);
    expect(within(notice).getByRole("alert")).toHaveTextContent("nothing more can be recorded");
    left(null);
    expect(notice.textContent).toBe("");
  });

  test("a candidate is not alarmed by it until recording stops", async () => {
    const { fake, room } = await inTheRoom({}, "candidate");
    act(() => fake.live(room, { type: "disk_space", minutes_left: 2 }));
    expect(screen.queryByTestId("disk-space")).not.toBeInTheDocument();
    act(() => fake.live(room, { type: "notice", code: "disk_full", detail: "" }));
    expect(screen.getByTestId("notices")).toHaveTextContent("The disk is full.");
  });
});
