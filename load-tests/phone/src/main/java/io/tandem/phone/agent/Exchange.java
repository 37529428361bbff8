package io.tandem.phone.agent;

import java.text.ParseException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request until its final response, sent again with credentials when it is challenged (RFC 3261
 * §22.2). Used on the phone's thread only.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** One challenge, and a second one if the first nonce was stale by then. */
  private static final int MAX_ATTEMPTS = 3;

  /** Who wants to know. */
  interface Handler {
    /** A 1xx came; 100 included. */
    default void provisional(Response response) {}

    /** The final response, or none; called once. */
    void complete(Outcome outcome);
  }

  private final SipEndpoint endpoint;
  private final Credentials credentials;
  private final LongSupplier nextCSeq;
  private final Handler handler;
  private final long started = System.nanoTime();
  private Request request;
  private ClientTransaction transaction;
  private int attempts;
  private boolean done;

  /**
   * @param nextCSeq numbers the requests that follow a challenge
   */
  Exchange(SipEndpoint endpoint, Credentials credentials, LongSupplier nextCSeq, Handler handler) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.nextCSeq = nextCSeq;
    this.handler = handler;
  }

  /** Sends the request, with credentials already if a challenge is known. */
  void start(Request first) {
    send(first);
  }

  /** The request sent last. */
  Request request() {
    return request;
  }

  /** The transaction of the request sent last. */
  ClientTransaction transaction() {
    return transaction;
  }

  /**
   * Takes a response of the latest transaction.
   *
   * @return false if the exchange is over, so that this response is a stray one
   */
  boolean response(Response response) {
    if (done) {
      return false;
    }
    int status = response.getStatusCode();
    if (status < 200) {
      handler.provisional(response);
      return true;
    }
    boolean challenged =
        status == Response.UNAUTHORIZED || status == Response.PROXY_AUTHENTICATION_REQUIRED;
    if (challenged && attempts < MAX_ATTEMPTS && credentials.learn(response, attempts > 1)) {
      retry();
      return true;
    }
    complete(response, false);
    return true;
  }

  /** No response will come: the transaction timed out or the transport failed. */
  void failed(int status) {
    if (!done) {
      complete(endpoint.requests().response(status, request, null), true);
    }
  }

  private void retry() {
    Request again = (Request) request.clone();
    again.removeHeader(ViaHeader.NAME);
    again.addHeader(endpoint.requests().via());
    endpoint.requests().renumber(again, nextCSeq.getAsLong());
    send(again);
  }

  private void send(Request next) {
    request = next;
    attempts++;
    try {
      credentials.apply(next);
      transaction = endpoint.send(next, this);
    } catch (SipException e) {
      LOG.info("{} not sent", next.getMethod(), e);
      failed(Response.SERVICE_UNAVAILABLE);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private void complete(Response response, boolean local) {
    done = true;
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    handler.complete(new Outcome(request, response, local, attempts, elapsed));
  }
}
