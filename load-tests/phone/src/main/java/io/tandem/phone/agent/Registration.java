package io.tandem.phone.agent;

import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.SipReply;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.sip.address.Address;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.message.Request;

/**
 * A phone's REGISTER requests: one Call-ID and a rising CSeq for all of them (RFC 3261 §10.2). It
 * refreshes on command only.
 */
final class Registration {
  private final SipPhone phone;
  private Dialog dialog;

  Registration(SipPhone phone) {
    this.phone = phone;
  }

  CompletableFuture<SipReply> register(RegisterOptions options) {
    Requests requests = phone.endpoint().requests();
    if (dialog == null) {
      dialog = outgoing(requests);
    }
    Request request = requests.request(Request.REGISTER, dialog, dialog.nextCSeq(), 70);
    if (options.everything()) {
      requests.addHeader(request, ContactHeader.NAME, "*");
    } else {
      requests.addHeader(request, ContactHeader.NAME, contact(requests, options.q()));
      options.contacts().forEach(c -> requests.addHeader(request, ContactHeader.NAME, c));
    }
    requests.addHeader(request, ExpiresHeader.NAME, Long.toString(options.expires().toSeconds()));
    requests.addAllow(request);
    requests.setHeaders(request, options.headers());
    CompletableFuture<SipReply> reply = new CompletableFuture<>();
    phone.exchange(dialog::nextCSeq, request, outcome -> reply.complete(Messages.reply(outcome)));
    return reply;
  }

  private Dialog outgoing(Requests requests) {
    Address self = requests.identity(null);
    Address to = requests.address(requests.uri(requests.addressOfRecord()));
    return Dialog.outgoing(requests, self, to, requests.uri("sip:" + phone.settings().domain()));
  }

  private static String contact(Requests requests, double q) {
    String uri = "<" + requests.contactUri() + ">";
    return q < 0 ? uri : uri + ";q=" + String.format(Locale.ROOT, "%.2f", q);
  }
}
