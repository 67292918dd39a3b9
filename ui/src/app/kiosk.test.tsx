import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

const PIN = "482915";
/** Somebody who may not speak. */
const TYPING = {
  extra_time_percent: 0,
  no_time_display: false,
  typing_only: true,
  larger_text: false,
  high_contrast: false,
  read_aloud: false,
  captions_always: false,
};

/** A kiosk with an interview of Ada's, and its code. */
function kiosk(more = {}) {
  const fake = new FakeApp();
  fake.kiosk.pin = PIN;
  fake.kiosk.locked = true;
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada Byron", more);
  const code = fake.kiosk.invite(room.interview.id, false) ?? "";
  return { fake, room, code };
}

/** Levels of a voice, until the check is sure of it. */
async function speak(fake: FakeApp) {
  await screen.findByTestId("check-meter");
  act(() => {
    for (let i = 0; i < 6; i += 1) {
      fake.tellLive({ type: "check_level", rms_db: -20, peak_db: -9 });
    }
  });
}

describe("the start", () => {
  test("a code opens its interview, however it is typed, and nobody is named before", async () => {
    const { fake, room, code } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    const field = await screen.findByTestId("kiosk-code");
    expect(field).toHaveFocus();
    expect(document.body).toHaveTextContent("Lindgren & Sons");
    expect(document.body).not.toHaveTextContent("Ada");
    expect(fake.requests.filter((r) => !/kiosk|health/.test(r))).toEqual([]);
    await user.type(field, ` ${code.toLowerCase().replace("-", " ").replace("0", "o")}`);
    expect(await screen.findByText("Hello Ada Byron")).toBeVisible();
    expect(fake.kiosk.open).toBe(room.interview.id);
  });

  test("the keys on the screen type it too", async () => {
    const { code, fake } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    await user.click(await screen.findByTestId("key-Z"));
    await user.click(screen.getByTestId("key-erase"));
    for (const key of code.replace("-", "")) await user.click(screen.getByTestId(`key-${key}`));
    expect(await screen.findByText("Hello Ada Byron")).toBeVisible();
  });

  test("a wrong code says only that it cannot be used; many of them have to wait", async () => {
    const { fake } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    const field = await screen.findByTestId("kiosk-code");
    for (let i = 1; i <= 5; i += 1) {
      await waitFor(() => expect(field).toBeEnabled());
      await user.type(field, "ABCDEFGH");
      await waitFor(() => expect(fake.kiosk.wrongCodes).toBe(i));
      await waitFor(() => expect(field).toHaveValue(""));
    }
    expect(await screen.findByTestId("kiosk-code-wait")).toHaveTextContent(/wait \d+ seconds/);
    expect(field).toBeDisabled();
  });

  test("who is next in the queue begins without a code", async () => {
    const { fake } = kiosk();
    const grace = fake.addInterview(fake.addPosition("Nurse"), "Grace");
    const { user } = renderApp("/kiosk", fake);
    await screen.findByTestId("kiosk-code");
    expect(screen.queryByTestId("kiosk-begin")).not.toBeInTheDocument();
    act(() => void fake.kiosk.invite(grace.interview.id, true));
    const begin = await screen.findByTestId("kiosk-begin");
    expect(document.body).not.toHaveTextContent("Grace");
    await user.click(begin);
    expect(await screen.findByText("Hello Grace")).toBeVisible();
  });

  test("the language can be chosen, and the choice does not outlive the visit", async () => {
    const { fake, code } = kiosk();
    const { user } = renderApp("/kiosk", fake, "en");
    await user.click(await screen.findByTestId("kiosk-language-de"));
    expect(await screen.findByText("Willkommen")).toBeVisible();
    // The interview is held in its own language.
    await user.type(screen.getByTestId("kiosk-code"), code);
    expect(await screen.findByText("Hello Ada Byron")).toBeVisible();
    await user.click(screen.getByTestId("kiosk-not-now"));
    expect(await screen.findByText("Welcome")).toBeVisible();
    expect(localStorage).toHaveLength(0);
  });

  test("no other page can be reached", async () => {
    const { fake } = kiosk();
    const { history } = renderApp("/kiosk", fake);
    await screen.findByTestId("kiosk-code");
    for (const path of ["/", "/positions", "/settings/about", "/nowhere", "/kiosk/settings"]) {
      act(() => history.push(path));
      await waitFor(() => expect(history.location.pathname).toBe("/kiosk"));
      expect(screen.getByTestId("kiosk-code")).toBeVisible();
    }
  });
});

describe("leaving", () => {
  test("needs the PIN, and wrong ones have to wait", async () => {
    const { fake } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    await user.click(await screen.findByTestId("kiosk-leave"));
    const field = screen.getByTestId("kiosk-pin");
    for (let i = 1; i <= 2; i += 1) {
      await user.type(field, "000001");
      await user.click(screen.getByTestId("kiosk-leave-confirm"));
      expect(await screen.findByText("This PIN is not right.")).toBeVisible();
      expect(field).toHaveValue("");
    }
    await user.type(field, "000002{Enter}");
    expect(await screen.findByTestId("kiosk-pin-wait")).toHaveTextContent("30 seconds");
    expect(screen.getByTestId("kiosk-leave-confirm")).toBeDisabled();
    expect(fake.kiosk.locked).toBe(true);
  });

  test("the right PIN leads out", async () => {
    const { fake } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    await user.click(await screen.findByTestId("kiosk-leave"));
    const dialog = within(screen.getByRole("dialog"));
    for (const digit of PIN) await user.click(dialog.getByTestId(`key-${digit}`));
    await user.click(screen.getByTestId("kiosk-leave-confirm"));
    await waitFor(() => expect(fake.kiosk.locked).toBe(false));
  });
});

describe("before the room", () => {
  test("a heard voice leads on, silence is said, and typing is always possible", async () => {
    const { fake, code } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    await user.type(await screen.findByTestId("kiosk-code"), code);
    await screen.findByTestId("check-meter");
    expect(screen.getByTestId("kiosk-speak")).toBeDisabled();
    expect(screen.getByTestId("kiosk-type")).toBeEnabled();
    await speak(fake);
    expect(await screen.findByText("We hear you well.")).toBeVisible();
    expect(screen.getByTestId("kiosk-speak")).toBeEnabled();
  });

  test("whoever may not speak is not asked to", async () => {
    const { fake, code } = kiosk({ accommodations: TYPING });
    const { user } = renderApp("/kiosk", fake);
    await user.type(await screen.findByTestId("kiosk-code"), code);
    expect(await screen.findByTestId("consent-agree")).toBeVisible();
    expect(fake.requests).not.toContain("POST /microphone-check");
  });

  test("whoever goes away is asked, and then forgotten; the code stays good", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { fake, room, code } = kiosk();
    const { user } = renderApp("/kiosk", fake);
    await user.type(await screen.findByTestId("kiosk-code"), code);
    await screen.findByText("Hello Ada Byron");
    await act(() => vi.advanceTimersByTimeAsync(121_000));
    expect(await screen.findByTestId("kiosk-countdown")).toHaveTextContent(/in \d+ seconds/);
    fireEvent.pointerDown(document.body);
    await waitFor(() => expect(screen.queryByTestId("kiosk-left-behind")).not.toBeInTheDocument());
    await act(() => vi.advanceTimersByTimeAsync(151_000));
    expect(await screen.findByTestId("kiosk-code")).toBeVisible();
    expect(document.body).not.toHaveTextContent("Ada");
    expect(fake.kiosk.invitations.has(room.interview.id)).toBe(true);
  });
});

describe("a whole visit", () => {
  async function toTheRoom() {
    const all = kiosk({ accommodations: TYPING });
    const { user } = renderApp("/kiosk", all.fake);
    await user.type(await screen.findByTestId("kiosk-code"), all.code);
    await user.click(await screen.findByTestId("consent-agree"));
    await user.click(await screen.findByTestId("kiosk-start"));
    await screen.findByTestId("interviewer-line");
    return { ...all, user };
  }

  test("ends with a receipt, and nothing of it is left for the next", async () => {
    const { fake, room, user } = await toTheRoom();
    fake.kiosk.printer = true;
    expect(room.setup).toMatchObject({ text_only: true });
    act(() => room.finish(Date.now()));
    const receipt = await screen.findByTestId("kiosk-receipt");
    expect(receipt).toHaveTextContent("Ada Byron");
    expect(receipt).toHaveTextContent(room.interview.id);
    expect(receipt).toHaveTextContent("karin@lindgren.example");
    expect(screen.getByTestId("kiosk-returns")).toHaveTextContent(/in \d+ seconds/);
    await user.click(await screen.findByTestId("kiosk-print"));
    expect(await screen.findByText("The receipt is being printed.")).toBeVisible();
    expect(fake.kiosk.printed[0]).toContain(`Ada Byron`);

    localStorage.setItem("left", "behind");
    sessionStorage.setItem("left", "behind");
    await user.click(screen.getByTestId("kiosk-done"));
    expect(await screen.findByTestId("kiosk-code")).toHaveValue("");
    expect(document.body).not.toHaveTextContent("Ada");
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
    expect(fake.kiosk.open).toBeNull();
    expect(fake.kiosk.invitations.size).toBe(0);
  });

  test("a running interview nobody answers in is paused and asked about, never finished", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { fake, room } = await toTheRoom();
    await act(() => vi.advanceTimersByTimeAsync(242_000));
    expect(await screen.findByTestId("kiosk-left-behind")).toHaveTextContent(/paused/);
    await waitFor(() => expect(room.interview.status).toBe("paused"));
    await act(() => vi.advanceTimersByTimeAsync(130_000));
    expect(await screen.findByTestId("kiosk-code")).toBeVisible();
    expect(room.interview.status).toBe("paused");
    expect(fake.kiosk.open).toBeNull();
  });

  test("a voice counts as a sign of life", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { fake, room } = await toTheRoom();
    for (let i = 0; i < 3; i += 1) {
      await act(() => vi.advanceTimersByTimeAsync(200_000));
      act(() => fake.live(room, { type: "level", track: "candidate", rms_db: -18, peak_db: -6 }));
      await act(() => vi.advanceTimersByTimeAsync(1_000));
      expect(screen.queryByTestId("kiosk-left-behind")).not.toBeInTheDocument();
    }
    expect(room.interview.status).toBe("started");
  });
});
