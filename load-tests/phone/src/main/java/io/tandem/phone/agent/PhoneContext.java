package io.tandem.phone.agent;

import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.IncomingBehaviour;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** What a call needs of its phone. */
interface PhoneContext {
  SipEndpoint endpoint();

  /** What to do with an incoming call. */
  IncomingBehaviour incomingBehaviour();

  /** Sends a request and answers its challenges. */
  Exchange exchange(LongSupplier nextCSeq, Request request, Exchange.Handler handler);

  /** Sends a CANCEL, which is never challenged. */
  void cancel(Request cancel, Exchange.Handler handler);

  /** Sends a response; a failure to do so is logged, as the other side will repeat itself. */
  void respond(ServerTransaction transaction, Response response);

  /** Responds to a request that needs no thought and tells the driver of it. */
  void answerPlainly(Request request, ServerTransaction transaction, String localTag, String call);

  /** Runs the task on the phone's thread, later. */
  void later(Duration delay, Runnable task);

  /** Tells the driver how a call stands. */
  void publish(CallStatus status);

  /** A call has ended and can be forgotten in a while. */
  void ended(CallLeg call);
}
