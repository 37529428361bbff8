package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notes what a stack tells its user, and does with requests what the test says. Their senders have
 * proved who they are unless it says otherwise.
 */
final class RecordingUser implements TransactionUser, ClientTransactionUser {
  final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  final List<ServerTransaction> requests = new CopyOnWriteArrayList<>();
  final List<SipResponse> responses = new CopyOnWriteArrayList<>();
  volatile Consumer<ServerTransaction> onArrival = transaction -> transaction.beginFor("tenant");
  volatile Consumer<ServerTransaction> onRequest = transaction -> {};
  volatile Consumer<ServerTransaction> onCancel = transaction -> {};

  /** Answers every request with {@code status}. */
  RecordingUser answering(int status) {
    onRequest = tx -> tx.respond(SipResponse.to(tx.request(), status).build());
    return this;
  }

  /** The next thing noted; null after five seconds without one. */
  String next() {
    try {
      return log.poll(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String here() {
    return " " + Thread.currentThread().getName();
  }

  @Override
  public void onRequest(ServerTransaction transaction) {
    requests.add(transaction);
    log.add("request " + transaction.request().method() + here());
    onArrival.accept(transaction);
    onRequest.accept(transaction);
  }

  @Override
  public void onAck(SipRequest ack, Flow flow) {
    log.add("ack" + here());
  }

  @Override
  public void onCancel(ServerTransaction invite, SipRequest cancel) {
    log.add("cancel" + here());
    onCancel.accept(invite);
  }

  @Override
  public boolean onStrayResponse(SipResponse response, Flow flow) {
    log.add("stray " + response.status() + here());
    return false;
  }

  @Override
  public void onResponse(SipResponse response, Flow from) {
    responses.add(response);
    log.add("response " + response.status());
  }

  @Override
  public void onTimeout() {
    log.add("timeout");
  }

  @Override
  public void onTransportError(String reason) {
    log.add("transport error: " + reason);
  }
}
