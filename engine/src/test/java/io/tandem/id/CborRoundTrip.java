package io.tandem.id;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/** Sends values through the serializer that the cluster uses for them. */
public final class CborRoundTrip {
  private CborRoundTrip() {}

  /**
   * What another node would make of {@code message}.
   *
   * @throws AssertionError when the message is not bound to Jackson CBOR
   */
  public static <T> T of(ActorSystem<?> system, T message) {
    var serialization = SerializationExtension.get(system);
    var serializer = serialization.findSerializerFor(message);
    if (!serializer.getClass().getSimpleName().equals("JacksonCborSerializer")) {
      throw new AssertionError(message.getClass() + " is serialized by " + serializer.getClass());
    }
    byte[] bytes = serialization.serialize(message).get();
    String manifest = Serializers.manifestFor(serializer, message);
    @SuppressWarnings("unchecked") // the manifest names the class of the message itself
    T copy = (T) serialization.deserialize(bytes, serializer.identifier(), manifest).get();
    return copy;
  }
}
