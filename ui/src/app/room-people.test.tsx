import { act, screen, waitFor } from "@testing-library/react";
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

describe("the microphone", () => {
  const trouble = () => screen.getByTestId("silent-microphone");

  test("that is lost or silent is told at once, with what to do, until it works again", async () => {
    const { fake, room, path } = begun();
    renderApp(path, fake);
    await screen.findByTestId("interviewer-line");
    expect(trouble()).toBeEmptyDOMElement();
    act(() =>
      fake.live(room, {
        type: "microphone",
        track: "candidate",
        state: "silent",
        device: "Headset",
      }),
    );
    expect(trouble()).toHaveTextContent("No sound comes from the microphone: Headset");
    expect(trouble()).toHaveAttribute("role", "alert");
    act(() =>
      fake.live(room, { type: "microphone", track: "candidate", state: "lost", device: "Headset" }),
    );
    expect(trouble()).toHaveTextContent("The interview goes on: type your answers");
    expect(screen.queryByTestId("level-meter")).not.toBeInTheDocument();
    act(() =>
      fake.live(room, {
        type: "microphone",
        track: "candidate",
        state: "working",
        device: "Headset",
      }),
    );
    expect(trouble()).toBeEmptyDOMElement();
    expect(screen.getByTestId("level-meter")).toBeVisible();
  });

  test("that is lost is told to somebody who comes in later", async () => {
    const { fake, room, path } = begun();
    room.microphoneIs("lost");
    renderApp(path, fake);
    await waitFor(() => expect(trouble()).toHaveTextContent("The microphone is gone"));
  });

  test("can be exchanged while the interview runs", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("microphone"));
    await waitFor(() =>
      expect(screen.getByTestId("change-device")).toHaveTextContent("Conference speaker"),
    );
    await user.selectOptions(screen.getByTestId("change-device"), "Conference speaker");
    await waitFor(() => expect(room.microphone?.device).toBe("Conference speaker"));
    await waitFor(() =>
      expect(screen.getByTestId("microphone")).toHaveTextContent("Conference speaker"),
    );
  });

  test("that cannot be opened is said so, and the old one stays", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("microphone"));
    await waitFor(() =>
      expect(screen.getByTestId("change-device")).toHaveTextContent("Conference speaker"),
    );
    fake.refuse(
      "POST",
      /microphone$/,
      new Problem("no_microphone", "it is used by another program"),
    );
    await user.selectOptions(screen.getByTestId("change-device"), "Conference speaker");
    expect(await screen.findByText("it is used by another program")).toBeVisible();
    expect(room.microphone?.device).toBe("Built-in microphone");
  });
});

describe("wishes", () => {
  test("for a person: noted, shown to the recruiter, and taken care of", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("more"));
    await user.click(screen.getByTestId("control-request_human"));
    const banner = screen.getByTestId("human-request");
    await waitFor(() => expect(banner).toHaveTextContent("Ada asked for a person"));
    expect(banner).toHaveAttribute("role", "alert");
    await user.click(screen.getByTestId("human-answered"));
    await waitFor(() => expect(banner).toBeEmptyDOMElement());
    expect(room.interview.human_requested_at).toBeNull();
  });

  test("to withdraw the consent ends the room after a question", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    await user.click(await screen.findByTestId("more"));
    await user.click(screen.getByTestId("withdraw"));
    await user.click(screen.getByRole("button", { name: "Go back" }));
    expect(room.interview.withdrawn_at).toBeUndefined();
    await user.click(screen.getByTestId("more"));
    await user.click(screen.getByTestId("withdraw"));
    await user.click(screen.getByTestId("confirm-withdraw"));
    expect(await screen.findByText("Your consent is withdrawn")).toBeVisible();
    expect(room.interview.withdrawn_at).not.toBeNull();
    expect(screen.queryByTestId("message-input")).not.toBeInTheDocument();
  });

  test("by single keys, not while typing, and not once they are switched off", async () => {
    const { fake, room, path } = begun();
    const { user } = renderApp(path, fake);
    const line = await screen.findByTestId("interviewer-line");
    await user.keyboard("t");
    await waitFor(() => expect(line).toHaveTextContent("Take your time."));
    await user.keyboard("/");
    expect(screen.getByTestId("message-input")).toHaveFocus();
    await user.keyboard("spd{Escape}");
    expect(screen.getByTestId("message-input")).toHaveValue("spd");
    expect(room.interview.status).toBe("started");
    await user.keyboard("?");
    await user.click(await screen.findByTestId("keys-on"));
    await user.keyboard("{Escape}");
    await user.keyboard("p");
    expect(room.interview.status).toBe("started");
    expect(room.coverage[0]?.state).toBe("unanswered");
  });
});

describe("how the room looks", () => {
  const look = () => JSON.parse(JSON.stringify(document.documentElement.dataset)) as object;

  test("larger text, contrast, captions and time are chosen, remembered, and left behind", async () => {
    const { fake, path } = begun();
    const { user, history } = renderApp(path, fake);
    await user.click(await screen.findByTestId("display"));
    await user.click(screen.getByTestId("display-largerText"));
    await user.click(screen.getByTestId("display-highContrast"));
    await user.click(screen.getByTestId("display-captions"));
    await user.selectOptions(screen.getByTestId("display-time"), "hidden");
    expect(look()).toMatchObject({ text: "larger", contrast: "high" });
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("timer")).not.toBeInTheDocument();
    expect(screen.queryByTestId("caption")).not.toBeInTheDocument();
    act(() => history.push("/"));
    await screen.findByTestId("new-interview");
    expect(look()).not.toHaveProperty("contrast");
    act(() => history.push(path));
    await screen.findByTestId("interviewer-line");
    expect(look()).toMatchObject({ text: "larger", contrast: "high" });
  });

  test("what was arranged is there from the start and cannot be switched off", async () => {
    const { fake, room, path } = withInterview({
      consented_at: 1,
      accommodations: {
        extra_time_percent: 50,
        no_time_display: true,
        typing_only: true,
        larger_text: true,
        high_contrast: true,
        read_aloud: true,
        captions_always: true,
      },
    });
    const { user } = renderApp(path, fake);
    expect(await screen.findByText(/arranged that you type/)).toBeVisible();
    expect(screen.queryByText(/minutes/)).not.toBeInTheDocument();
    await user.click(screen.getByTestId("start-interview"));
    await screen.findByTestId("interviewer-line");
    expect(room.setup?.text_only).toBe(true);
    expect(look()).toMatchObject({ text: "larger", contrast: "high" });
    expect(screen.queryByTestId("timer")).not.toBeInTheDocument();
    expect(screen.queryByTestId("microphone")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("display"));
    expect(screen.getByTestId("display-largerText")).toBeDisabled();
    expect(screen.getByTestId("display-captions")).toBeDisabled();
    expect(screen.getByText(/no time limit/)).toBeVisible();
  });
});

test("a camera that may not be used is explained, and the interview goes on", async () => {
  const { fake, path } = begun();
  const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  Object.assign(navigator, { mediaDevices: { getUserMedia: refuse } });
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("camera"));
  expect(await screen.findByText(/may not be used here/)).toBeVisible();
  expect(screen.queryByTestId("camera-picture")).not.toBeInTheDocument();
  expect(screen.getByTestId("interviewer-line")).toBeVisible();
});

test("that Candor does not answer is told, and that it does again", async () => {
  const { fake, room, path } = begun();
  renderApp(path, fake);
  await screen.findByTestId("interviewer-line");
  fake.refuse("GET", /room$/, new Problem("unreachable", "gone"));
  act(() => {
    room.requestHuman(1);
  });
  await waitFor(() =>
    expect(screen.getByTestId("connection")).toHaveTextContent("Candor does not answer"),
  );
  act(() => room.answerHuman());
  await waitFor(() => expect(screen.getByTestId("connection")).toHaveTextContent("answers again"));
});
