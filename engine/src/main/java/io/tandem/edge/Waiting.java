package io.tandem.edge;

import io.tandem.id.TenantId;
import io.tandem.sip.transaction.ServerTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets requests wait for somebody's answer without holding up their loop. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final Refusal TOO_MANY = Refusal.busy("outstanding", 1);
  private static final Refusal UNAVAILABLE = Refusal.busy("unavailable", 2);

  /** After so long a phone has given up or asked again, and what holds its request lets it go. */
  private static final int LONGEST_SECONDS = 32;

  private final AttachedStack stack;
  private final Outstanding outstanding;
  private final Answers answers;

  Waiting(AttachedStack stack, Outstanding outstanding, Answers answers) {
    this.stack = stack;
    this.outstanding = outstanding;
    this.answers = answers;
  }

  /**
   * Asks, and goes on with the answer on the transaction's loop; at once when it is there already.
   * With too many waiting for {@code tenant} it does not even ask (503); no answer is a 503 too.
   * When the transaction has been answered meanwhile (a CANCEL), it does not go on.
   */
  <T> void forAnswer(
      ServerTransaction transaction,
      TenantId tenant,
      Supplier<CompletionStage<T>> question,
      BiConsumer<ServerTransaction, T> then) {
    if (!outstanding.enter(tenant)) {
      var failure = Failure.of(FailureCause.FLOOD, transaction.flow());
      answers.refuse(transaction, TOO_MANY, failure.of(tenant));
      return;
    }
    CompletableFuture<T> answer;
    try {
      answer = question.get().toCompletableFuture();
    } catch (RuntimeException e) {
      outstanding.leave(tenant);
      throw e;
    }
    if (answer.isDone()) {
      outstanding.leave(tenant);
      goOn(transaction, answer, then);
      return;
    }
    answer.whenComplete((value, failure) -> outstanding.leave(tenant));
    goOnLater(transaction, answer, then);
  }

  /**
   * The same for a sender who has proved nothing: the request is held meanwhile, and with too many
   * held it is dropped.
   */
  <T> void unproven(
      ServerTransaction transaction,
      Supplier<CompletionStage<T>> question,
      BiConsumer<ServerTransaction, T> then) {
    var answer = question.get().toCompletableFuture();
    if (answer.isDone()) {
      goOn(transaction, answer, then);
    } else if (transaction.hold()) {
      goOnLater(transaction, answer.copy().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS), then);
    } else {
      answers.drop(transaction, Failure.of(FailureCause.FLOOD, transaction.flow()));
    }
  }

  private <T> void goOnLater(
      ServerTransaction transaction,
      CompletableFuture<T> answer,
      BiConsumer<ServerTransaction, T> then) {
    var reference = transaction.ref();
    answer.whenComplete(
        (value, failure) ->
            stack
                .get()
                .withServerTransaction(
                    reference, same -> answers.guarded(same, () -> goOn(same, answer, then))));
  }

  private <T> void goOn(
      ServerTransaction transaction,
      CompletableFuture<T> answer,
      BiConsumer<ServerTransaction, T> then) {
    if (answer.isCompletedExceptionally()) {
      answer.whenComplete((none, failure) -> LOG.debug("Nobody answers: {}", failure.toString()));
      answers.refuse(transaction, UNAVAILABLE);
      return;
    }
    then.accept(transaction, answer.join());
  }
}
