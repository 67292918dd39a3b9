import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

function begun(audience: "recruiter" | "candidate" = "recruiter") {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(Date.now());
  room.start({ device: "Built-in microphone", model: "base", text_only: false }, Date.now());
  if (audience === "candidate") fake.kiosk.open = room.interview.id;
  const path = audience === "candidate" ? "/kiosk" : `/interviews/${room.interview.id}/room`;
  const { user } = renderApp(path, fake);
  return { fake, room, user, model: fake.wording };
}

const line = () => screen.findByTestId("interviewer-line");
const conversation = () => within(screen.getByTestId("conversation"));

describe("a model words the interviewer's lines", () => {
  test("it thinks, the words come as they are made, and the message takes their place", async () => {
    const { room, model } = begun();
    expect(await line()).toHaveTextContent("What did you do in your last job?");
    act(() => model.state(room, "thinking"));
    expect(screen.getByTestId("presence")).toHaveAttribute("data-doing", "composing");
    expect(screen.getByTestId("thinking")).toHaveTextContent("The interviewer is thinking.");
    // What was asked stays until there is something new.
    expect(await line()).toHaveTextContent("What did you do in your last job?");

    act(() => model.say(room, "Thank you. "));
    expect(await line()).toHaveTextContent("Thank you.");
    expect(screen.getByTestId("presence")).toHaveAttribute("data-doing", "speaking");
    expect(screen.getByTestId("thinking")).toBeEmptyDOMElement();
    const shown = screen.getAllByTestId("reply-text");
    expect(shown).toHaveLength(2);
    const nodes = shown.map((element) => element.firstChild);
    act(() => model.say(room, "How did you "));
    act(() => model.say(room, "find it?"));
    for (const [i, element] of shown.entries()) {
      expect(element).toHaveTextContent("Thank you. How did you find it?");
      // A token is put into the text that is there; nothing is made anew.
      expect(element.firstChild).toBe(nodes[i]);
    }
    act(() => model.end(room, "used"));
    await waitFor(() => expect(screen.queryAllByTestId("reply-text")).toHaveLength(0));
    expect(await line()).toHaveTextContent("Thank you. How did you find it?");
    expect(conversation().getAllByText("Thank you. How did you find it?")).toHaveLength(1);
  });

  test("screen readers are told whole sentences, each once", async () => {
    const { room, model } = begun();
    await line();
    const told = () =>
      [...screen.getByTestId("announcer").children].map(({ textContent }) => textContent);
    const before = told().length;
    const fresh = () => told().slice(before);
    act(() => model.say(room, "Thank you for 3"));
    act(() => model.say(room, ".5 years. That"));
    expect(fresh()).toEqual(["Thank you for 3.5 years."]);
    act(() => model.say(room, " helps. How did you find it?"));
    expect(fresh()).toEqual(["Thank you for 3.5 years.", "That helps."]);
    act(() => model.end(room, "used"));
    await waitFor(() =>
      expect(fresh()).toEqual(["Thank you for 3.5 years.", "That helps.", "How did you find it?"]),
    );
    expect(await line()).not.toHaveAttribute("aria-live");
  });

  test("a line that may not be said goes, and the prepared one comes", async () => {
    const { room, model } = begun();
    await line();
    act(() => model.say(room, "You did great, you will surely"));
    expect(await line()).toHaveTextContent("You did great");
    act(() => model.end(room, "replaced"));
    expect(await line()).toHaveAttribute("data-going");
    expect(screen.getByTestId("reply")).toHaveAttribute("data-going");
    act(() => {
      room.interviewerSays(
        { purpose: "question", origin: "script", content: "Tell me about a mistake." },
        Date.now(),
      );
    });
    await waitFor(() =>
      expect(screen.getByTestId("interviewer-line")).toHaveTextContent("Tell me about a mistake."),
    );
    expect(screen.queryByText(/You did great/)).not.toBeInTheDocument();
    for (const alert of screen.queryAllByRole("alert")) expect(alert).toBeEmptyDOMElement();
  });

  test("a line that broke off is kept and marked for the recruiter, and the interview goes on", async () => {
    const { room, model } = begun();
    await line();
    act(() => model.say(room, "Thank you. And how did"));
    act(() => model.end(room, "cut_off", { scripted: "How did you find the mistake?" }));
    await waitFor(() =>
      expect(screen.getByTestId("interviewer-line")).toHaveTextContent(
        "How did you find the mistake?",
      ),
    );
    expect(conversation().getByText("Thank you. And how did …")).toBeVisible();
    expect(conversation().getByTestId("cut-off")).toHaveTextContent("broke off");
    expect(screen.getByTestId("wording")).toHaveTextContent("no AI service can be reached");
  });

  test("to the candidate it is one calm conversation, whoever words it", async () => {
    const { room, model } = begun("candidate");
    await line();
    act(() => model.state(room, "thinking"));
    expect(screen.getByTestId("presence")).toHaveAttribute("data-doing", "composing");
    act(() => model.say(room, "Thank you. And how did"));
    expect(await line()).toHaveTextContent("Thank you. And how did");
    act(() => model.end(room, "cut_off", { scripted: "How did you find the mistake?" }));
    await waitFor(() =>
      expect(screen.getByTestId("interviewer-line")).toHaveTextContent(
        "How did you find the mistake?",
      ),
    );
    for (const hidden of ["wording", "cut-off", "notices"]) {
      expect(screen.queryByTestId(hidden)).not.toBeInTheDocument();
    }
    for (const alert of screen.queryAllByRole("alert")) expect(alert).toBeEmptyDOMElement();
    expect(screen.queryByText(/AI service|broke off/)).not.toBeInTheDocument();
  });

  test("a page that opens in the middle of a line shows all of it and goes on", async () => {
    const fake = new FakeApp();
    const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
    room.consent(Date.now());
    room.start({ device: null, model: null, text_only: true }, Date.now());
    fake.wording.say(room, "Thank you. ");
    renderApp(`/interviews/${room.interview.id}/room`, fake);
    await waitFor(async () => expect(await line()).toHaveTextContent("Thank you."));
    act(() => fake.wording.say(room, "And then?"));
    expect(await line()).toHaveTextContent("Thank you. And then?");
  });

  test("what was missed is fetched, and nothing is lost or doubled", async () => {
    const { fake, room, model } = begun();
    await line();
    act(() => model.say(room, "One "));
    act(() => model.sayUnheard(room, "two "));
    act(() => model.say(room, "three "));
    act(() => model.say(room, "four"));
    await waitFor(async () => expect(await line()).toHaveTextContent(/^One two three four$/));
    const asked = fake.requests.filter((request) => request.endsWith("/room"));
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test("who words the lines is told to the recruiter in plain words", async () => {
    const { room, model } = begun();
    await line();
    expect(screen.getByTestId("wording")).toHaveTextContent(/^With the prepared wording$/);
    act(() => model.state(room, "listening"));
    expect(screen.queryByTestId("wording")).not.toBeInTheDocument();
    act(() => model.state(room, "offline"));
    expect(screen.getByTestId("wording")).toHaveTextContent("no AI service can be reached");
  });
});
