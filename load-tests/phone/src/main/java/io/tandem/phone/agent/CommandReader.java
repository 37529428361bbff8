package io.tandem.phone.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandem.phone.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON lines of the process.
 *
 * <pre>
 * in:  {"id":7,"do":"call","phone":"alice","call":"alice-1","args":{"target":"bob"}}
 * out: {"reply":7,"value":...}        or {"reply":7,"error":"..."}
 * out: {"event":"call","phone":"alice","data":{...}}
 * </pre>
 *
 * A reply comes when the command is done, e.g. when the final response is there; replies may
 * overtake each other, events of one phone do not.
 */
public final class CommandReader implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);

  private final PrintStream out;
  private final CommandTable commands;

  /**
   * @param out where replies and events go
   */
  public CommandReader(PrintStream out) {
    this.out = out;
    this.commands = new CommandTable(this);
  }

  /**
   * Obeys until the input ends.
   *
   * @throws IOException when the input breaks
   */
  public void run(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        obey(line);
      }
    }
  }

  @Override
  public void event(String type, String phone, Object data) {
    ObjectNode event = Json.MAPPER.createObjectNode().put("event", type).put("phone", phone);
    event.set("data", Json.MAPPER.valueToTree(data));
    write(event);
  }

  private void obey(String line) {
    JsonNode command;
    try {
      command = Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      LOG.error("No JSON: {}", line);
      return;
    }
    long id = command.path("id").asLong();
    try {
      CompletableFuture<?> result = commands.execute(command);
      result.whenComplete((value, failure) -> reply(id, value, failure));
    } catch (RuntimeException e) {
      reply(id, null, e);
    }
  }

  private void reply(long id, Object value, Throwable failure) {
    ObjectNode reply = Json.MAPPER.createObjectNode().put("reply", id);
    if (failure == null) {
      reply.set("value", Json.MAPPER.valueToTree(value));
    } else {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      LOG.info("Command {} failed", id, cause);
      reply.put("error", cause.toString());
    }
    write(reply);
  }

  private void write(ObjectNode line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
