package io.tandem.phone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandem.phone.model.Json;
import io.tandem.phone.model.PhoneSettings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives test phones that live in a JVM of their own, because their SIP stack must not share one
 * with the product. One process hosts any number of phones.
 *
 * <pre>{@code
 * try (PhoneProcess phones = PhoneProcess.start()) {
 *   Phone alice = phones.phone(PhoneSettings.user("1001").password("s").domain("acme.test")
 *       .proxy("127.0.0.1", sipPort).tone(440).build());
 *   Phone bob = phones.phone(...);
 *   Phone.await(alice.register(Duration.ofMinutes(5)), Duration.ofSeconds(5));
 *   PhoneCall call = alice.call("1002");
 *   PhoneCall incoming = bob.awaitIncoming(Duration.ofSeconds(5));
 *   incoming.answer();
 *   call.await(CallState.ANSWERED, Duration.ofSeconds(5));
 *   call.awaitTone(880, Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>Thread safe. Closing ends the process, at last by its handle.
 */
public final class PhoneProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneProcess.class);
  private static final Duration STARTING = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedWriter commands;
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final Map<String, Phone> phones = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  private PhoneProcess(Process process) {
    this.process = process;
    this.commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::read, "phone-process-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the process with the class path of this JVM; its log goes to our stderr. */
  public static PhoneProcess start() {
    return start(System.getProperty("java.class.path"), ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * Starts the process with the jars of a directory, as in a distribution.
   *
   * @param libraries the directory that holds the phone's jar and those it needs
   * @param log where its log goes; null: to our stderr
   */
  public static PhoneProcess start(Path libraries, Path log) {
    return start(
        libraries.resolve("*").toString(),
        log == null
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /**
   * Starts the process.
   *
   * @param classPath its class path
   * @param log where its stderr goes
   * @throws UncheckedIOException when it cannot be started
   */
  public static PhoneProcess start(String classPath, ProcessBuilder.Redirect log) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel="
                + System.getProperty("tandem.phone.log", "warn"),
            "-cp",
            classPath,
            PhoneMain.class.getName());
    try {
      return new PhoneProcess(new ProcessBuilder(command).redirectError(log).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a phone and waits until it listens.
   *
   * @throws IllegalStateException when there is one of this name, or its socket cannot be bound
   */
  public Phone phone(PhoneSettings settings) {
    Phone phone = new Phone(this, settings);
    if (phones.putIfAbsent(settings.name(), phone) != null) {
      throw new IllegalStateException("phone exists: " + settings.name());
    }
    try {
      phone.listensOn(Phone.await(send("create", null, null, settings), STARTING).asInt());
      return phone;
    } catch (RuntimeException e) {
      phones.remove(settings.name(), phone);
      throw e;
    }
  }

  /** The process id, for tests that watch it. */
  public long pid() {
    return process.pid();
  }

  /** Ends all phones and the process; calls in progress are not hung up. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.debug("The phones' process was gone already", e);
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a command; the future has the value of its reply. */
  CompletableFuture<JsonNode> send(String command, String phone, String call, Object args) {
    long id = ids.incrementAndGet();
    ObjectNode line = Json.MAPPER.createObjectNode().put("id", id).put("do", command);
    line.put("phone", phone).put("call", call);
    line.set("args", Json.MAPPER.valueToTree(args));
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    pending.put(id, reply);
    try {
      synchronized (commands) {
        commands.write(line.toString());
        commands.newLine();
        commands.flush();
      }
    } catch (IOException e) {
      pending.remove(id);
      reply.completeExceptionally(e);
    }
    return reply;
  }

  /** The same, with the reply's value as a record. */
  <T> CompletableFuture<T> send(
      String command, String phone, String call, Object args, Class<T> type) {
    return send(command, phone, call, args)
        .thenApply(value -> Json.MAPPER.convertValue(value, type));
  }

  void forget(Phone phone) {
    phones.remove(phone.name(), phone);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      LOG.debug("The phones' process went away", e);
    }
    IOException over = new IOException("the phones' process has ended");
    pending.values().forEach(reply -> reply.completeExceptionally(over));
    phones.values().forEach(phone -> phone.processEnded(over));
  }

  private void take(String line) {
    try {
      JsonNode message = Json.MAPPER.readTree(line);
      if (message.has("event")) {
        Phone phone = phones.get(message.path("phone").asText());
        if (phone != null) {
          phone.event(message.path("event").asText(), message.path("data"));
        }
        return;
      }
      CompletableFuture<JsonNode> reply = pending.remove(message.path("reply").asLong());
      if (reply == null) {
        LOG.warn("Reply to nothing: {}", line);
      } else if (message.has("error")) {
        String error = message.path("error").asText();
        reply.completeExceptionally(new IllegalStateException(error));
      } else {
        reply.complete(message.path("value"));
      }
    } catch (JsonProcessingException | RuntimeException e) {
      LOG.error("Bad line from the phones: {}", line, e);
    }
  }
}
