import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

function withInterview(more = {}) {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada", more);
  return { fake, room, path: `/interviews/${room.interview.id}/room` };
}

const begun = () => {
  const made = withInterview();
  made.room.consent(Date.now());
  made.room.start({ device: "Built-in microphone", model: "base", text_only: false }, Date.now());
  return made;
};

describe("before the start", () => {
  test("the consent page comes first, and nothing starts before it", async () => {
    const { room, fake, path } = withInterview();
    const { user } = renderApp(path, fake);
    const agree = await screen.findByTestId("consent-agree");
    expect(screen.queryByTestId("start-interview")).not.toBeInTheDocument();
    await user.click(agree);
    await user.click(await screen.findByTestId("start-interview"));
    await waitFor(() =>
      expect(screen.getByTestId("interviewer-line")).toHaveTextContent(
        "What did you do in your last job?",
      ),
    );
    expect(room.interview.consented_at).not.toBeNull();
    expect(room.setup).toMatchObject({
      device: "Built-in microphone",
      model: "base",
      text_only: false,
    });
  });

  test("a start that is refused for want of consent says so", async () => {
    const { fake, path } = withInterview({ consented_at: 1 });
    fake.refuse("POST", /start$/, new Problem("consent_missing", "consent has not been given"));
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("start-interview"));
    expect(await screen.findByText("The candidate has to agree first.")).toBeVisible();
    expect(screen.getByTestId("start-interview")).toBeEnabled();
  });

  test("the demo model is plainly of no use on people", async () => {
    const { fake, path } = withInterview({ consented_at: 1 });
    const { user } = renderApp(path, fake);
    const models = await screen.findByTestId("model-select");
    expect(screen.queryByTestId("demo-warning")).not.toBeInTheDocument();
    expect(
      within(models).getByRole("option", { name: /^large-v3-turbo · .*not installed/ }),
    ).toBeDisabled();
    await user.selectOptions(models, "demo-en");
    expect(screen.getByTestId("demo-warning")).toHaveTextContent("does not understand people");
  });

  test("typing needs neither microphone nor model, and is all there is without them", async () => {
    const { fake, room, path } = withInterview({ consented_at: 1 });
    fake.devices = [];
    const { user } = renderApp(path, fake);
    expect(await screen.findByText(/No microphone was found/)).toBeVisible();
    expect(screen.getByTestId("way-speak")).toBeDisabled();
    expect(screen.queryByTestId("device-select")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("start-interview"));
    await screen.findByTestId("interviewer-line");
    expect(room.setup).toMatchObject({ device: null, model: null, text_only: true });
    expect(screen.queryByTestId("level-meter")).not.toBeInTheDocument();
  });

  test("the choice is remembered for the next interview", async () => {
    const { fake, path } = withInterview({ consented_at: 1 });
    const { user } = renderApp(path, fake);
    await user.selectOptions(await screen.findByTestId("device-select"), "Conference speaker");
    await user.click(screen.getByTestId("start-interview"));
    await user.click(await screen.findByTestId("pause"));
    expect(await screen.findByTestId("device-select")).toHaveDisplayValue("Conference speaker");
  });

  test("it can be called off", async () => {
    const { fake, room, path } = withInterview({ consented_at: 1 });
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("cancel-interview"));
    await user.click(screen.getByTestId("confirm-cancel"));
    expect(await screen.findByText("Called off")).toBeVisible();
    expect(room.interview.status).toBe("cancelled");
  });
});

describe("while it runs", () => {
  test("a whole interview: spoken, typed, skipped, finished, and its transcript", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    const line = await screen.findByTestId("interviewer-line");
    expect(line).toHaveTextContent("What did you do in your last job?");
    expect(screen.getByText("Question 1 of 3")).toBeVisible();

    act(() => fake.live(room, { type: "speech", role: "candidate", speaking: true }));
    expect(screen.getByTestId("presence")).toHaveAttribute("data-doing", "hearing");
    expect(screen.getByTestId("listening")).toHaveTextContent("Hearing you");
    act(() => fake.live(room, { type: "speech", role: "candidate", speaking: false }));
    act(() => fake.live(room, { type: "transcribing", pending: 1, lag_ms: 900, captions: "live" }));
    expect(screen.getByTestId("listening")).toHaveTextContent("Writing down");
    room.say("I kept the files of forty clients", Date.now());
    await waitFor(() =>
      expect(screen.getByTestId("caption")).toHaveTextContent("I kept the files of forty clients"),
    );

    await user.click(screen.getByTestId("control-answer_done"));
    await waitFor(() => expect(line).toHaveTextContent(/Tell me about a mistake/));
    expect(screen.getByTestId("caption")).toBeEmptyDOMElement();
    expect(screen.getByText(/Your words appear here/)).toBeVisible();
    await user.click(screen.getByTestId("control-still_thinking"));
    await waitFor(() => expect(line).toHaveTextContent("Take your time."));
    expect(
      screen.getByText(/Tell me about a mistake/, { selector: "[data-testid=reminder]" }),
    ).toBeVisible();

    await user.type(
      screen.getByTestId("message-input"),
      "A wrong date{Shift>}{Enter}{/Shift}on it",
    );
    await user.keyboard("{Enter}");
    const conversation = screen.getByTestId("conversation");
    await waitFor(() => expect(conversation).toHaveTextContent("A wrong date on it"));
    expect(screen.getByTestId("caption")).toHaveTextContent("A wrong date on it");
    expect(screen.getByTestId("message-input")).toHaveValue("");
    expect(room.messages.at(-1)?.message).toMatchObject({
      content: "A wrong date\non it",
      role: "candidate",
      origin: "typed",
    });

    await user.selectOptions(screen.getByTestId("message-role"), "As recruiter");
    await user.type(screen.getByTestId("message-input"), "Good point");
    await user.click(screen.getByTestId("send-message"));
    await waitFor(() => expect(conversation).toHaveTextContent("Good point"));
    expect(room.messages.at(-1)?.message.role).toBe("recruiter");

    await user.click(screen.getByTestId("finish"));
    await user.click(screen.getByRole("button", { name: "Go back" }));
    expect(room.interview.status).toBe("started");
    await user.click(screen.getByTestId("finish"));
    await user.click(screen.getByTestId("confirm-finish"));
    const transcript = await screen.findByTestId("transcript");
    await waitFor(() => expect(transcript).toHaveTextContent("I kept the files of forty clients"));
    expect(room.exports).toHaveLength(1);
    expect(room.coverage.map(({ state }) => state)).toEqual(["answered", "answered", "not_asked"]);
  });

  test("it ends by itself after the last question", async () => {
    const { fake, path } = begun();
    const { user, history } = renderApp(path, fake);
    await screen.findByTestId("interviewer-line");
    for (let i = 0; i < 3; i++) {
      const skip = screen.getByTestId("control-skip");
      await waitFor(() => expect(skip).toBeEnabled());
      await user.click(skip);
    }
    await screen.findByTestId("transcript");
    expect(history.location.pathname).toMatch(/review$/);
  });

  test("a pause stops the controls, and resuming goes on", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("pause"));
    expect(await screen.findByText("The interview is paused")).toBeVisible();
    expect(screen.queryByTestId("message-input")).not.toBeInTheDocument();
    expect(screen.queryByTestId("control-skip")).not.toBeInTheDocument();
    await user.click(await screen.findByTestId("resume"));
    expect(await screen.findByTestId("message-input")).toBeVisible();
    expect(room.interview.status).toBe("started");
  });

  test("an interrupted interview says what is safe, and can go on", async () => {
    const { fake, room, path } = begun();
    room.interrupt(Date.now());
    const { user } = renderApp(path, fake);
    expect(await screen.findByTestId("interrupted")).toHaveTextContent(/Everything up to/);
    await user.click(await screen.findByTestId("resume"));
    expect(await screen.findByTestId("interviewer-line")).toBeVisible();
    expect(room.interview.interrupted_at).toBeNull();
  });

  test("notices are shown in the user's words until put away", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake, "de");
    await screen.findByTestId("interviewer-line");
    act(() => fake.live(room, { type: "notice", code: "disk_full", detail: "0 bytes left" }));
    const notice = await screen.findByText("Die Festplatte ist voll.");
    expect(notice).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Ausblenden" }));
    expect(notice).not.toBeInTheDocument();
  });

  test("a refused control says why and changes nothing else", async () => {
    const { fake, path } = begun();
    fake.refuse("POST", /controls$/, new Problem("illegal_move", "it is over"));
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("control-repeat"));
    expect(await screen.findByText("it is over")).toBeVisible();
    expect(screen.getByTestId("interviewer-line")).toHaveTextContent(/last job/);
  });

  test("an answer that could not be sent is kept for another try", async () => {
    const { fake, path } = begun();
    fake.refuse("POST", /messages$/, new Problem("disk_full", "0 bytes left"));
    const { user } = renderApp(path, fake);
    await user.type(await screen.findByTestId("message-input"), "precious words{Enter}");
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    expect(screen.getByTestId("message-input")).toHaveValue("precious words");
  });
});

test("an interview that does not exist is said to be missing", async () => {
  renderApp("/interviews/01900000-0000-7000-8000-000000000000/room");
  expect(await screen.findByText("This does not exist (any more).")).toBeVisible();
});
