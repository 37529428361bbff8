package io.tandem.tenant;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;
import io.tandem.id.Extension;
import java.time.Duration;

/** A wished change of a tenant's configuration; {@link TenantDecider} says what comes of it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = TenantChange.Profile.class, name = "profile"),
  @JsonSubTypes.Type(value = TenantChange.Deletion.class, name = "deletion"),
  @JsonSubTypes.Type(value = TenantChange.PutExtension.class, name = "put-extension"),
  @JsonSubTypes.Type(value = TenantChange.RemoveExtension.class, name = "remove-extension"),
  @JsonSubTypes.Type(value = TenantChange.PutUser.class, name = "put-user"),
  @JsonSubTypes.Type(value = TenantChange.RemoveUser.class, name = "remove-user")
})
sealed interface TenantChange extends CborSerializable {

  /** The object that it replaces or removes; null when everything goes. */
  default StoredObject.Key target() {
    return null;
  }

  /** Another profile. */
  record Profile(TenantWish wish) implements TenantChange {
    @Override
    public StoredObject.Key target() {
      return ObjectCodec.profileKey();
    }
  }

  /** The status {@link TenantStatus#DELETING}, for good. */
  record Deletion() implements TenantChange {}

  /**
   * A new or other extension.
   *
   * @param secret {@code null} to keep what is stored
   */
  record PutExtension(
      Extension number,
      String displayName,
      boolean enabled,
      DigestSecret secret,
      Duration ringTime,
      PutMode mode)
      implements TenantChange {
    @Override
    public StoredObject.Key target() {
      return ObjectCodec.key(number);
    }
  }

  /** One extension less. */
  record RemoveExtension(Extension number) implements TenantChange {
    @Override
    public StoredObject.Key target() {
      return ObjectCodec.key(number);
    }
  }

  /** A new or other user. */
  record PutUser(String username, UserWish wish, PutMode mode) implements TenantChange {
    @Override
    public StoredObject.Key target() {
      return ObjectCodec.userKey(username);
    }
  }

  /** One user less. */
  record RemoveUser(String username) implements TenantChange {
    @Override
    public StoredObject.Key target() {
      return ObjectCodec.userKey(username);
    }
  }
}
