package io.tandem.sip.transaction;

import io.tandem.net.RingMap;
import io.tandem.net.TimerWheel;
import io.tandem.net.Timers;
import io.tandem.sip.transport.Flow;

/**
 * The state Completed of RFC 3261 §17.2.2 over UDP: the final responses to requests other than
 * INVITE, to be repeated when the request is, until Timer J. They make up nearly all of what a loop
 * has to remember, and all wait equally long. So they are kept without their transactions, and one
 * timer serves all. Of limited size: the oldest is forgotten for a new one, and a retransmission
 * that comes so late is a new request.
 */
final class AnsweredRequests extends TimerWheel.Timer {
  private record Answer(String key, byte[] response, Flow path, long until) {}

  private final Timers timers;
  private final long timerJ;
  private final RingMap<Answer> answers;

  /**
   * @param timerJ how long each is kept, in ns
   * @param bound how many are kept
   */
  AnsweredRequests(Timers timers, long timerJ, int bound) {
    this.timers = timers;
    this.timerJ = timerJ;
    this.answers = new RingMap<>(bound);
  }

  /** Another one, for whose keys {@link #hash} is the same as for those of {@code like}. */
  AnsweredRequests(AnsweredRequests like, int bound) {
    this.timers = like.timers;
    this.timerJ = like.timerJ;
    this.answers = new RingMap<>(bound, like.answers);
  }

  /** By what {@code key} is found. */
  long hash(String key) {
    return answers.hash(key);
  }

  /**
   * Remembers the response to the request that has the server transaction key {@code key}.
   *
   * @param path where it went
   */
  void add(String key, byte[] response, Flow path) {
    if (answers.isFull()) {
      answers.removeOldest();
    }
    answers.add(hash(key), new Answer(key, response, path, timers.now() + timerJ));
    if (!isRunning()) {
      timers.start(this, timerJ);
    }
  }

  /**
   * Sends the response to the request of that key again; false if there is none.
   *
   * @param hash the key's {@link #hash}
   */
  boolean repeat(String key, long hash, MessageSender sender) {
    var answer = answers.find(hash);
    if (answer == null || !answer.key.equals(key)) {
      return false;
    }
    sender.sendResponse(answer.response, answer.path, null);
    return true;
  }

  /**
   * The same for a stranger's request of {@code size} bytes: only if it comes by the way that the
   * response went, which has at most {@code gain} times its bytes. Else it is a new request.
   */
  boolean repeat(String key, long hash, Flow flow, int size, int gain, MessageSender sender) {
    var answer = answers.find(hash);
    if (answer == null
        || !answer.key.equals(key)
        || !answer.path.equals(flow)
        || answer.response.length > gain * size) {
      return false;
    }
    sender.send(answer.response, answer.path, null);
    return true;
  }

  @Override
  protected void expired() {
    long now = timers.now();
    while (answers.size() > 0 && answers.oldest().until - now <= 0) {
      answers.removeOldest();
    }
    if (answers.size() > 0) {
      timers.start(this, answers.oldest().until - now);
    }
  }

  int size() {
    return answers.size();
  }

  /** Forgets all. */
  void close() {
    timers.stop(this);
    while (answers.size() > 0) {
      answers.removeOldest();
    }
  }
}
