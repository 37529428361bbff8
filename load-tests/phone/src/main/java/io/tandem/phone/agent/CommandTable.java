package io.tandem.phone.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tandem.phone.media.MediaLoop;
import io.tandem.phone.media.RtpStream;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.Json;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.RequestSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.SipException;

/** What the process can do, by command name. Commands run on the thread of the phone they name. */
final class CommandTable {
  private final Map<String, PhoneCommand> phoneCommands = new LinkedHashMap<>();
  private final Map<String, CallCommand> callCommands = new LinkedHashMap<>();
  private final Map<String, SipPhone> phones = new ConcurrentHashMap<>();
  private final MediaLoop mediaLoop = new MediaLoop();
  private final EventSink events;

  private interface PhoneCommand {
    CompletableFuture<?> run(SipPhone phone, JsonNode args);
  }

  private interface CallCommand {
    CompletableFuture<?> run(CallLeg call, JsonNode args);
  }

  CommandTable(EventSink events) {
    this.events = events;
    definePhoneCommands();
    defineCallCommands();
    defineMediaCommands();
  }

  /** Runs a command line; the future has what the reply is to carry. */
  CompletableFuture<?> execute(JsonNode command) {
    String name = command.path("do").asText();
    JsonNode args = command.has("args") ? command.get("args") : MissingNode.getInstance();
    String phoneName = command.path("phone").asText();
    if (name.equals("create")) {
      return create(args);
    }
    SipPhone phone = phones.get(phoneName);
    if (phone == null) {
      throw new IllegalArgumentException("no phone " + phoneName);
    }
    if (name.equals("close")) {
      phones.remove(phoneName);
      return phone.close();
    }
    if (name.equals("call")) {
      String id = command.path("call").asText();
      return phone.run(() -> dial(phone, id, args));
    }
    PhoneCommand ofPhone = phoneCommands.get(name);
    if (ofPhone != null) {
      return phone.run(() -> erased(ofPhone.run(phone, args)));
    }
    CallCommand ofCall = callCommands.get(name);
    if (ofCall == null) {
      throw new IllegalArgumentException("no command " + name);
    }
    String call = command.path("call").asText();
    return phone.run(() -> erased(ofCall.run(phone.call(call), args)));
  }

  private CompletableFuture<?> create(JsonNode args) {
    PhoneSettings settings = as(args, PhoneSettings.class);
    if (phones.containsKey(settings.name())) {
      throw new IllegalArgumentException("phone exists: " + settings.name());
    }
    try {
      SipPhone phone = new SipPhone(settings, mediaLoop, events);
      phones.put(settings.name(), phone);
      return CompletableFuture.completedFuture(phone.endpoint().requests().port());
    } catch (SipException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Object> dial(SipPhone phone, String id, JsonNode args) {
    phone.dial(id, args.path("target").asText(), as(args.path("options"), CallOptions.class));
    return done();
  }

  private void definePhoneCommands() {
    phoneCommands.put(
        "register",
        (phone, args) -> phone.registration().register(as(args, RegisterOptions.class)));
    phoneCommands.put("send", (phone, args) -> phone.request(as(args, RequestSpec.class)));
    phoneCommands.put(
        "incoming",
        (phone, args) -> {
          phone.incoming(
              as(args.path("behaviour"), IncomingBehaviour.class),
              as(args.path("options"), CallOptions.class));
          return done();
        });
    phoneCommands.put(
        "proxy",
        (phone, args) -> {
          phone.endpoint().proxy(args.path("address").asText());
          return done();
        });
    phoneCommands.put(
        "ladder",
        (phone, args) ->
            CompletableFuture.completedFuture(
                phone
                    .recorder()
                    .records(args.path("callId").asText(null), args.path("text").asBoolean())));
    phoneCommands.put(
        "clearLadder",
        (phone, args) -> {
          phone.recorder().clear();
          return done();
        });
  }

  private void defineCallCommands() {
    callCommands.put(
        "ring",
        (call, args) -> {
          call.incomingInvite()
              .ring(args.path("status").asInt(), args.path("earlyMedia").asBoolean());
          return done();
        });
    callCommands.put(
        "answer",
        (call, args) -> {
          call.incomingInvite().answer();
          return done();
        });
    callCommands.put(
        "reject",
        (call, args) -> {
          call.incomingInvite().reject(args.path("status").asInt(), strings(args.path("headers")));
          return done();
        });
    callCommands.put("cancel", (call, args) -> call.cancel());
    callCommands.put("hangUp", (call, args) -> call.hangUp());
    callCommands.put("reinvite", (call, args) -> call.reinvite(as(args, Reinvite.class)));
    callCommands.put(
        "answersReinvites",
        (call, args) -> {
          call.answersReinvites(args.path("on").asBoolean());
          return done();
        });
    callCommands.put("sendInDialog", (call, args) -> call.request(as(args, RequestSpec.class)));
  }

  private void defineMediaCommands() {
    media(
        "report",
        (stream, args) ->
            stream.report(
                Duration.ofMillis(args.path("window").asLong(1000)),
                List.of(as(args.path("frequencies"), Integer[].class))));
    media("rebind", (stream, args) -> stream.rebind());
    mediaAction("resetMedia", (stream, args) -> stream.reset());
    mediaAction("tone", (stream, args) -> stream.tone(args.path("frequency").asInt()));
    mediaAction("digits", (stream, args) -> stream.sendDigits(args.path("digits").asText()));
    mediaAction("rtcp", (stream, args) -> stream.reporting(args.path("on").asBoolean()));
    mediaAction(
        "raw",
        (stream, args) -> stream.sendRaw(Base64.getDecoder().decode(args.path("data").asText())));
    callCommands.put(
        "mute",
        (call, args) -> {
          call.media().muted(args.path("on").asBoolean());
          return done();
        });
  }

  private interface MediaQuestion {
    Object ask(RtpStream stream, JsonNode args);
  }

  private interface MediaAction {
    void act(RtpStream stream, JsonNode args);
  }

  private void media(String name, MediaQuestion question) {
    callCommands.put(
        name,
        (call, args) ->
            CompletableFuture.completedFuture(question.ask(call.media().stream(), args)));
  }

  private void mediaAction(String name, MediaAction action) {
    media(
        name,
        (stream, args) -> {
          action.act(stream, args);
          return null;
        });
  }

  private static <T> T as(JsonNode args, Class<T> type) {
    return Json.MAPPER.convertValue(args, type);
  }

  private static Map<String, String> strings(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
    return map;
  }

  private static CompletableFuture<Object> done() {
    return CompletableFuture.completedFuture(null);
  }

  /** Forgets the type of a result that is only going to be written as JSON. */
  private static CompletableFuture<Object> erased(CompletableFuture<?> result) {
    return result.thenApply(value -> value);
  }
}
