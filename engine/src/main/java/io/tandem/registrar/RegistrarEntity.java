package io.tandem.registrar;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import io.tandem.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The bindings of one slice of a tenant's extensions, in memory; sharding creates it with the first
 * message to "tenant|slice". It reads its rows at the start, takes REGISTERs meanwhile, and writes
 * changes behind. It leaves memory when it has had no bindings for a while. A crash loses what was
 * not yet written (at most {@link RegistrarSettings#flushInterval()} while the database answers)
 * and refreshes younger than half of their stored life.
 */
public final class RegistrarEntity {
  /** The entity's type. */
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "registrar");

  private static final Logger LOG = LoggerFactory.getLogger(RegistrarEntity.class);

  /** What a slice is asked for. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Register.class, name = "register"),
    @JsonSubTypes.Type(value = Lookup.class, name = "lookup"),
    @JsonSubTypes.Type(value = Remove.class, name = "remove"),
    @JsonSubTypes.Type(value = ListBindings.class, name = "list"),
    @JsonSubTypes.Type(value = Heard.class, name = "heard"),
    @JsonSubTypes.Type(value = Stop.class, name = "stop")
  })
  public sealed interface Command extends CborSerializable {}

  /** A REGISTER of {@code extension}. */
  record Register(
      Extension extension, Registration registration, ActorRef<RegistrationResult> replyTo)
      implements Command {}

  /** Where is {@code extension}? */
  record Lookup(Extension extension, ActorRef<Found> replyTo) implements Command {}

  /** End the binding {@code bindingId} of {@code extension}. */
  record Remove(Extension extension, String bindingId, ActorRef<Removed> replyTo)
      implements Command {}

  /** The bindings after {@code after} ({@code null}: from the first), about {@code limit}. */
  record ListBindings(Extension after, int limit, ActorRef<BindingPage> replyTo)
      implements Command {}

  /** What is heard on {@code flow} of the phone of the binding {@code bindingId}. */
  record Heard(
      Extension extension, String bindingId, Flow flow, Pulse pulse, ActorRef<Watched> replyTo)
      implements Command {}

  /** The shard moves or the node leaves: write what waits, then stop. */
  enum Stop implements Command {
    INSTANCE
  }

  /** What the entity tells itself; never leaves the node. */
  private sealed interface Internal extends Command, NoSerializationVerificationNeeded {}

  private record RowsRead(List<ExtensionBinding> rows) implements Internal {}

  private record ReadFailed(Throwable cause) implements Internal {}

  private record Written(int rows) implements Internal {}

  private record WriteFailed(List<BindingWrite> batch, Throwable cause) implements Internal {}

  private enum Tick implements Internal {
    READ_AGAIN,
    READ_IS_SLOW,
    FLUSH,
    EXPIRE,
    IDLE,
    STOP_ANYWAY
  }

  /**
   * The bindings of an extension, the preferred ones first.
   *
   * @param known whether that is all there is; false when the rows are not read yet and there is
   *     nothing in memory, so that the stored row says more
   */
  record Found(List<Binding> bindings, boolean known) implements CborSerializable {}

  /** Whether there was a binding to remove. */
  record Removed(boolean found) implements CborSerializable {}

  /** Whether the binding is still to be watched. */
  record Watched(boolean goesOn) implements CborSerializable {}

  /**
   * The slice {@code slice} of {@code tenant}.
   *
   * @param shard where to ask for passivation
   */
  static Behavior<Command> create(
      TenantId tenant,
      int slice,
      RegistrarEnvironment environment,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new RegistrarEntity(tenant, slice, environment, shard, context, timers)
                        .start()));
  }

  private final TenantId tenant;
  private final int slice;
  private final RegistrarEnvironment environment;
  private final RegistrarSettings settings;
  private final Residence residence;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final PendingWrites writes = new PendingWrites();
  private final SliceBindings bindings = new SliceBindings(writes);
  private final HeldQuestions held;
  private final Backoff readBackoff;
  private final Backoff writeBackoff;
  private boolean writing;
  private boolean stopping;
  private Instant wakeUpAt = Instant.MAX;
  private int counted;

  private RegistrarEntity(
      TenantId tenant,
      int slice,
      RegistrarEnvironment environment,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<Command> context,
      TimerScheduler<Command> timers) {
    this.tenant = tenant;
    this.slice = slice;
    this.environment = environment;
    this.settings = environment.settings();
    this.residence =
        new Residence(environment, Slices.entityId(tenant, slice), context.getSelf(), shard);
    this.context = context;
    this.timers = timers;
    this.held = new HeldQuestions(settings.answerPatience());
    this.readBackoff = new Backoff(settings.firstRetry(), settings.lastRetry());
    this.writeBackoff = new Backoff(settings.firstRetry(), settings.lastRetry());
  }

  private Behavior<Command> start() {
    residence.arrive();
    read();
    timers.startSingleTimer(Tick.READ_IS_SLOW, settings.holdLookups());
    return Behaviors.receive(Command.class)
        .onMessage(Register.class, this::onRegister)
        .onMessage(Lookup.class, this::onLookup)
        .onMessage(Remove.class, this::onRemove)
        .onMessage(ListBindings.class, this::onList)
        .onMessage(Heard.class, this::onHeard)
        .onMessage(RowsRead.class, this::onRowsRead)
        .onMessage(ReadFailed.class, this::onReadFailed)
        .onMessage(Written.class, this::onWritten)
        .onMessage(WriteFailed.class, this::onWriteFailed)
        .onMessage(Tick.class, this::onTick)
        .onMessageEquals(Stop.INSTANCE, this::onStop)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onRegister(Register command) {
    var now = environment.clock().instant();
    var result = bindings.register(command.extension(), command.registration(), now);
    wakeUpAt(bindings.firstExpiry(command.extension()), now);
    afterChange();
    command.replyTo().tell(result);
    return Behaviors.same();
  }

  private Behavior<Command> onLookup(Lookup command) {
    if (bindings.isLoaded()) {
      answer(command);
    } else if (!held.holds(command)) {
      answerFromMemory(command);
    }
    return Behaviors.same();
  }

  private void answer(Lookup command) {
    var found = bindings.lookup(command.extension(), environment.clock().instant());
    command.replyTo().tell(new Found(found, true));
  }

  /** What has registered since the start counts; of what has not, the row may know. */
  private void answerFromMemory(Lookup command) {
    var found = bindings.lookup(command.extension(), environment.clock().instant());
    command.replyTo().tell(new Found(found, !found.isEmpty()));
  }

  private Behavior<Command> onRemove(Remove command) {
    var now = environment.clock().instant();
    if (!bindings.isLoaded() && !bindings.has(command.extension(), command.bindingId())) {
      held.hold(command, now);
      return Behaviors.same();
    }
    var found = bindings.remove(command.extension(), command.bindingId(), now);
    afterChange();
    command.replyTo().tell(new Removed(found));
    return Behaviors.same();
  }

  private Behavior<Command> onHeard(Heard command) {
    boolean goesOn =
        bindings.heard(command.extension(), command.bindingId(), command.flow(), command.pulse());
    afterChange();
    command.replyTo().tell(new Watched(goesOn));
    return Behaviors.same();
  }

  /** Who asks for all there is gets no answer from a part of it. */
  private Behavior<Command> onList(ListBindings command) {
    var now = environment.clock().instant();
    if (bindings.isLoaded()) {
      command.replyTo().tell(bindings.page(command.after(), command.limit(), now));
    } else {
      held.hold(command, now);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRowsRead(RowsRead read) {
    var now = environment.clock().instant();
    bindings.loaded(read.rows(), now);
    timers.cancel(Tick.READ_IS_SLOW);
    held.takeLookups().forEach(this::answer);
    held.takeOthers(now).forEach(context.getSelf()::tell);
    expire();
    return Behaviors.same();
  }

  private Behavior<Command> onReadFailed(ReadFailed failure) {
    environment.metrics().readFailed();
    log("Slice {} is not read yet: {}", slice, failure.cause());
    timers.startSingleTimer(Tick.READ_AGAIN, readBackoff.failed());
    return serveFromMemory();
  }

  private Behavior<Command> serveFromMemory() {
    held.holdNoLookups().forEach(this::answerFromMemory);
    return Behaviors.same();
  }

  private Behavior<Command> onWritten(Written written) {
    writing = false;
    writeBackoff.succeeded();
    environment.metrics().written(written.rows());
    if (stopping) {
      flush();
    } else if (!writes.isEmpty()) {
      timers.startSingleTimer(Tick.FLUSH, settings.flushInterval());
    }
    return stopping && !writing ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<Command> onWriteFailed(WriteFailed failure) {
    writing = false;
    environment.metrics().writeFailed();
    log("{} bindings are not stored yet: {}", failure.batch().size(), failure.cause());
    writes.putBack(failure.batch());
    timers.startSingleTimer(Tick.FLUSH, writeBackoff.failed());
    return Behaviors.same();
  }

  /** The tenant is in the MDC for the few lines only: messages are many. */
  private void log(String text, Object what, Throwable cause) {
    MDC.put("tenant", tenant.value());
    try {
      LOG.atLevel(StoreException.logLevel(cause)).log(text, what, cause.toString());
    } finally {
      MDC.remove("tenant");
    }
  }

  private Behavior<Command> onTick(Tick tick) {
    switch (tick) {
      case READ_AGAIN -> read();
      case READ_IS_SLOW -> serveFromMemory();
      case FLUSH -> flush();
      case EXPIRE -> expire();
      case IDLE -> passivateIfEmpty();
      case STOP_ANYWAY -> {
        return Behaviors.stopped();
      }
    }
    return Behaviors.same();
  }

  private void read() {
    context.pipeToSelf(
        environment.store().readSlice(tenant, slice),
        (rows, failure) -> failure == null ? new RowsRead(rows) : new ReadFailed(failure));
  }

  private void flush() {
    if (writing || writes.isEmpty()) {
      return;
    }
    writing = true;
    var batch = writes.take(settings.maxBatch());
    context.pipeToSelf(
        environment.store().write(tenant, slice, batch),
        (done, failure) ->
            failure == null ? new Written(batch.size()) : new WriteFailed(batch, failure));
  }

  private void expire() {
    var now = environment.clock().instant();
    wakeUpAt = Instant.MAX;
    wakeUpAt(bindings.expire(now), now);
    afterChange();
  }

  /** One timer for the whole slice; it is moved only when a binding ends before it would fire. */
  private void wakeUpAt(Instant expiry, Instant now) {
    if (!expiry.isBefore(wakeUpAt)) {
      return;
    }
    wakeUpAt = expiry;
    var delay = Duration.between(now, expiry);
    var grain = settings.expiryGrain();
    timers.startSingleTimer(Tick.EXPIRE, delay.compareTo(grain) < 0 ? grain : delay);
  }

  private void afterChange() {
    environment.metrics().bindingsChanged(bindings.size() - counted);
    counted = bindings.size();
    if (!writes.isEmpty() && !writing && !timers.isTimerActive(Tick.FLUSH)) {
      timers.startSingleTimer(Tick.FLUSH, settings.flushInterval());
    }
    if (counted == 0 && bindings.isLoaded()) {
      timers.startSingleTimer(Tick.IDLE, settings.idleTime());
    }
  }

  private void passivateIfEmpty() {
    if (stopping) {
      return;
    }
    if (bindings.size() == 0 && writes.isEmpty() && !writing) {
      residence.passivate();
      timers.startSingleTimer(Tick.IDLE, settings.idleTime());
    } else {
      residence.arrive(); // the shard let it live, for a REGISTER that came before it was asked
    }
  }

  private Behavior<Command> onStop() {
    stopping = true;
    residence.leave();
    timers.cancel(Tick.FLUSH);
    flush();
    timers.startSingleTimer(Tick.STOP_ANYWAY, settings.stopPatience());
    return writing ? Behaviors.same() : Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    residence.leave();
    environment.metrics().bindingsChanged(-counted);
    return Behaviors.same();
  }
}
