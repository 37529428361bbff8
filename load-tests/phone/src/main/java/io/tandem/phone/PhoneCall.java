package io.tandem.phone;

import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.MediaReport;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The handle of one call of a test phone, whichever side began it. Thread safe; for futures and
 * failures see {@link Phone}.
 */
public final class PhoneCall {
  private static final Duration LISTEN_EVERY = Duration.ofMillis(100);
  private static final Duration EAR = Duration.ofMillis(400);

  private final Phone phone;
  private final String id;
  private final List<Waiter> waiters = new ArrayList<>();
  private CallStatus status;
  private Throwable failure;

  private record Waiter(Predicate<CallStatus> condition, CompletableFuture<CallStatus> future) {}

  PhoneCall(Phone phone, String id) {
    this.phone = phone;
    this.id = id;
  }

  /** The call's id in its phone. */
  public String id() {
    return id;
  }

  /** The phone it belongs to. */
  public Phone phone() {
    return phone;
  }

  /** The latest status; null before the first. */
  public synchronized CallStatus status() {
    return status;
  }

  /** The SIP Call-ID; null before the INVITE is out. */
  public synchronized String callId() {
    return status == null ? null : status.callId();
  }

  /** The first status, now or later, that fulfils the condition. */
  public synchronized CompletableFuture<CallStatus> when(Predicate<CallStatus> condition) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    if (status != null && condition.test(status)) {
      return CompletableFuture.completedFuture(status);
    }
    CompletableFuture<CallStatus> future = new CompletableFuture<>();
    waiters.add(new Waiter(condition, future));
    return future;
  }

  /**
   * Waits for a state.
   *
   * @throws AssertionError when the call ends without it or it takes longer than the limit
   */
  public CallStatus await(CallState state, Duration limit) {
    CallStatus reached =
        awaitStatus(s -> s.state() == state || s.state() == CallState.ENDED, limit, state.name());
    if (reached.state() != state) {
      throw new AssertionError("call ended instead of being " + state + ": " + reached);
    }
    return reached;
  }

  /** Waits for the end; the status tells how it came. */
  public CallStatus awaitEnd(Duration limit) {
    return await(CallState.ENDED, limit);
  }

  /** Waits until this media direction is agreed on: sendrecv, sendonly, recvonly, inactive. */
  public CallStatus awaitMedia(String direction, Duration limit) {
    return awaitStatus(s -> s.media().equals(direction), limit, direction);
  }

  private CallStatus awaitStatus(Predicate<CallStatus> condition, Duration limit, String what) {
    try {
      return Phone.await(when(condition), limit);
    } catch (AssertionError e) {
      throw new AssertionError("call " + id + " is not " + what + " but " + status(), e);
    }
  }

  /** Sends 180. */
  public CompletableFuture<Void> ring() {
    return act("ring", Map.of("status", 180, "earlyMedia", false));
  }

  /** Sends 183 with SDP, and the phone's tone before the answer. */
  public CompletableFuture<Void> ringWithEarlyMedia() {
    return act("ring", Map.of("status", 183, "earlyMedia", true));
  }

  /** Answers an incoming call. */
  public CompletableFuture<Void> answer() {
    return act("answer", Map.of());
  }

  /** Refuses an incoming call. */
  public CompletableFuture<Void> reject(int code) {
    return reject(code, Map.of());
  }

  /** Refuses or redirects (3xx with Contact) an incoming call. */
  public CompletableFuture<Void> reject(int code, Map<String, String> headers) {
    return act("reject", Map.of("status", code, "headers", headers));
  }

  /** Cancels; completes with the response to CANCEL. The call ends with the INVITE's 487. */
  public CompletableFuture<SipReply> cancel() {
    return ask("cancel", Map.of());
  }

  /** Sends BYE. */
  public CompletableFuture<SipReply> hangUp() {
    return ask("hangUp", Map.of());
  }

  /** Holds with {@code a=sendonly}; the phone stops its sound. */
  public CompletableFuture<SipReply> hold() {
    return hold(HoldStyle.SENDONLY);
  }

  /** Holds. */
  public CompletableFuture<SipReply> hold(HoldStyle style) {
    return reinvite(Reinvite.hold(style));
  }

  /** Ends the hold. */
  public CompletableFuture<SipReply> resume() {
    return reinvite(Reinvite.resume());
  }

  /** Sends a re-INVITE; completes with its final response, after retries of 491 if allowed. */
  public CompletableFuture<SipReply> reinvite(Reinvite change) {
    return ask("reinvite", change);
  }

  /** Holds back the answer to re-INVITEs from now on, or sends it and those to come at once. */
  public CompletableFuture<Void> answersReinvites(boolean on) {
    return act("answersReinvites", Map.of("on", on));
  }

  /** Sends any request in the dialog. */
  public CompletableFuture<SipReply> send(RequestSpec request) {
    return ask("sendInDialog", request);
  }

  /** Counters, and the tones in the last second of received sound; works after the end too. */
  public CompletableFuture<MediaReport> heard(Integer... frequencies) {
    return heard(Duration.ofSeconds(1), frequencies);
  }

  /** Counters, and the tones in the received sound of the given time up to now (5 s at most). */
  public CompletableFuture<MediaReport> heard(Duration window, Integer... frequencies) {
    Map<String, Object> args =
        Map.of("window", window.toMillis(), "frequencies", List.of(frequencies));
    return phone.process().send("report", phone.name(), id, args, MediaReport.class);
  }

  /**
   * Waits until the tone is heard in the latest 400 ms.
   *
   * @throws AssertionError with the last report when that takes longer than the limit
   */
  public MediaReport awaitTone(int frequency, Duration limit) {
    return awaitSound(report -> report.hears(frequency), limit, frequency);
  }

  /** Waits until nothing is heard in the latest 400 ms. */
  public MediaReport awaitSilence(Duration limit) {
    return awaitSound(MediaReport::silent, limit);
  }

  /**
   * Waits until the report on the latest 400 ms fulfils a condition.
   *
   * @param frequencies the tones to report on
   */
  public MediaReport awaitSound(
      Predicate<MediaReport> condition, Duration limit, Integer... frequencies) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      MediaReport report = Phone.await(heard(EAR, frequencies), limit);
      if (condition.test(report)) {
        return report;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("call " + id + " within " + limit + " did not hear so: " + report);
      }
      CompletableFuture.runAsync(
              () -> {},
              CompletableFuture.delayedExecutor(LISTEN_EVERY.toMillis(), TimeUnit.MILLISECONDS))
          .join();
    }
  }

  /** Sets all media counters back and forgets what was heard. */
  public CompletableFuture<Void> resetMedia() {
    return act("resetMedia", Map.of());
  }

  /** Changes the tone sent. */
  public CompletableFuture<Void> tone(int frequency) {
    return act("tone", Map.of("frequency", frequency));
  }

  /** Stops or resumes sending RTP, without any SIP. */
  public CompletableFuture<Void> mute(boolean on) {
    return act("mute", Map.of("on", on));
  }

  /** Stops or resumes sending RTCP: some phones send none. */
  public CompletableFuture<Void> rtcp(boolean on) {
    return act("rtcp", Map.of("on", on));
  }

  /** Sends DTMF digits as RFC 4733 events. */
  public CompletableFuture<Void> sendDigits(String digits) {
    return act("digits", Map.of("digits", digits));
  }

  /** Sends RTP from another port from now on; completes with that port. */
  public CompletableFuture<Integer> rebind() {
    return phone.process().send("rebind", phone.name(), id, Map.of(), Integer.class);
  }

  /** Sends bytes to the RTP address of the other side as they are. */
  public CompletableFuture<Void> sendRaw(byte[] data) {
    return act("raw", Map.of("data", Base64.getEncoder().encodeToString(data)));
  }

  @Override
  public String toString() {
    return id + " " + status();
  }

  void update(CallStatus next) {
    List<Waiter> due;
    synchronized (this) {
      status = next;
      due = waiters.stream().filter(w -> w.condition.test(next)).toList();
      waiters.removeAll(due);
    }
    due.forEach(waiter -> waiter.future.complete(next));
  }

  void failIf(Throwable why) {
    if (why == null) {
      return;
    }
    List<Waiter> all;
    synchronized (this) {
      failure = why;
      all = List.copyOf(waiters);
      waiters.clear();
    }
    all.forEach(waiter -> waiter.future.completeExceptionally(why));
  }

  private CompletableFuture<Void> act(String command, Object args) {
    return phone.process().send(command, phone.name(), id, args).thenAccept(value -> {});
  }

  private CompletableFuture<SipReply> ask(String command, Object args) {
    return phone.process().send(command, phone.name(), id, args, SipReply.class);
  }
}
