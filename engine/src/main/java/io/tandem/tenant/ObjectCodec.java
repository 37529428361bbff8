package io.tandem.tenant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tenant's objects as JSON and back. Every value carries the number of its schema; fields that
 * this version does not know are kept and written back; fields that an older version did not write
 * get their defaults. Durations and times are in ISO 8601.
 */
final class ObjectCodec {
  static final String TENANT = "tenant";
  static final String KEY = "key";
  static final String EXTENSION = "extension";
  static final String USER = "user";

  /** The id of the objects of which a tenant has one: its profile, its key. */
  static final String ONLY = "-";

  private static final int SCHEMA = 1;
  private static final String SECRET = "secret";
  private static final String PASSWORD_HASH = "password_hash";

  private final TenantCipher cipher;

  ObjectCodec(TenantCipher cipher) {
    this.cipher = cipher;
  }

  TenantCipher cipher() {
    return cipher;
  }

  /** The name of the tenant's profile. */
  static StoredObject.Key profileKey() {
    return new StoredObject.Key(TENANT, ONLY);
  }

  static StoredObject.Key key(Extension number) {
    return new StoredObject.Key(EXTENSION, number.value());
  }

  static StoredObject.Key userKey(String username) {
    return new StoredObject.Key(USER, username);
  }

  /** The tenant's key, wrapped. */
  StoredObject encodeKey(long version) {
    var node = object(version).put("wrapped", cipher.wrapped());
    return new StoredObject(KEY, ONLY, node.toString());
  }

  /** What {@link #encodeKey} wrapped. */
  static String wrappedKey(StoredObject key) {
    return JsonFields.parse(key.json()).text("wrapped", "");
  }

  StoredObject encode(TenantProfile profile) {
    return stored(TENANT, ONLY, profile.unknown().complete(known(profile)));
  }

  StoredObject encode(ExtensionConfiguration extension) {
    var node = known(extension);
    var secret = extension.secret();
    node.put(SECRET, cipher.encrypt(secretName(extension.number()), secret.encode()));
    return stored(EXTENSION, extension.number().value(), extension.unknown().complete(node));
  }

  StoredObject encode(UserConfiguration user) {
    return stored(USER, user.username(), user.unknown().complete(known(user)));
  }

  private static StoredObject stored(String kind, String id, ObjectNode node) {
    return new StoredObject(kind, id, node.toString());
  }

  /** An object as the audit log shows it: without what is secret in it. */
  static String withoutSecrets(StoredObject object) {
    var node = JsonFields.parse(object.json()).node();
    node.remove(List.of(SECRET, PASSWORD_HASH, "wrapped"));
    return node.toString();
  }

  /** {@code configuration} with {@code object} in it; objects of unknown kinds change nothing. */
  TenantConfiguration put(TenantConfiguration configuration, StoredObject object) {
    return switch (object.kind()) {
      case TENANT -> configuration.with(decodeProfile(object));
      case EXTENSION -> configuration.with(decodeExtension(object));
      case USER -> configuration.with(decodeUser(object));
      default -> configuration;
    };
  }

  /** {@code configuration} without the object called {@code key}. */
  static TenantConfiguration remove(TenantConfiguration configuration, StoredObject.Key key) {
    return switch (key.kind()) {
      case EXTENSION -> configuration.without(new Extension(key.id()));
      case USER -> configuration.withoutUser(key.id());
      default -> configuration;
    };
  }

  /**
   * A tenant's profile as far as it could be read.
   *
   * @param unreadable the fields that could not be read and have their defaults
   */
  record LenientProfile(TenantProfile profile, List<String> unreadable) {}

  /**
   * Without its profile a tenant cannot be served; with a default in the place of one field it can.
   */
  static LenientProfile decodeProfileLeniently(StoredObject object) {
    var fields = JsonFields.parseLeniently(object.json());
    return new LenientProfile(decodeProfile(fields), List.copyOf(fields.unreadable()));
  }

  /** The domain in a stored profile; empty when there is none to be read. */
  static Optional<Domain> domain(StoredObject profile) {
    try {
      return Optional.ofNullable(JsonFields.parse(profile.json()).text("domain", null))
          .filter(Domain::isValid)
          .map(Domain::new);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static TenantProfile decodeProfile(StoredObject object) {
    return decodeProfile(JsonFields.parse(object.json()));
  }

  private static TenantProfile decodeProfile(JsonFields fields) {
    var limits = fields.object("limits");
    var profile =
        new TenantProfile(
            new Domain(fields.text("domain", null)),
            fields.text("display_name", ""),
            fields.constant("status", TenantStatus.class, TenantStatus.ACTIVE),
            new Limits(
                limits.integer("extensions", Limits.DEFAULT.extensions()),
                limits.integer(
                    "registrations_per_extension", Limits.DEFAULT.registrationsPerExtension()),
                limits.integer("concurrent_calls", Limits.DEFAULT.concurrentCalls()),
                limits.integer("calls_per_second", Limits.DEFAULT.callsPerSecond()),
                limits.integer("registers_per_second", Limits.DEFAULT.registersPerSecond()),
                limits.duration("call_duration", Limits.DEFAULT.callDuration()),
                limits.duration("cdr_retention_minimum", Limits.DEFAULT.cdrRetentionMinimum()),
                limits.duration(
                    "registration_expiry_minimum", Limits.DEFAULT.registrationExpiryMinimum()),
                limits.duration(
                    "registration_expiry_maximum", Limits.DEFAULT.registrationExpiryMaximum())),
            decodeSettings(fields.object("settings")),
            fields.instant("created_at", Instant.EPOCH),
            fields.instant("expires_at", null),
            fields.number("version", 1),
            UnknownFields.NONE);
    return profile.withUnknown(UnknownFields.between(fields.node(), known(profile)));
  }

  private static TenantSettings decodeSettings(JsonFields fields) {
    var standard = TenantSettings.DEFAULT;
    var expiry = fields.object("registration_expiry");
    var standardExpiry = standard.registrationExpiry();
    return new TenantSettings(
        fields.texts("digest_algorithms", standard.digestAlgorithms()),
        fields.duration("ring_time", standard.ringTime()),
        new TenantSettings.RegistrationExpiry(
            expiry.duration("minimum", standardExpiry.minimum()),
            expiry.duration("maximum", standardExpiry.maximum()),
            expiry.duration("default", standardExpiry.standard())),
        fields.text("time_zone", null),
        fields.duration("cdr_retention", standard.cdrRetention()),
        // A tenant from before this setting goes on as it was.
        fields.flag("calls_from_registered_networks", false));
  }

  ExtensionConfiguration decodeExtension(StoredObject object) {
    var fields = JsonFields.parse(object.json());
    var number = new Extension(object.id());
    String secret = cipher.decrypt(secretName(number), fields.text(SECRET, ""));
    var extension =
        new ExtensionConfiguration(
            number,
            fields.text("display_name", ""),
            fields.flag("enabled", true),
            DigestSecret.decode(secret),
            fields.duration("ring_time", null),
            fields.number("version", 1),
            UnknownFields.NONE);
    var known = known(extension).put(SECRET, "");
    return extension.withUnknown(UnknownFields.between(fields.node(), known));
  }

  UserConfiguration decodeUser(StoredObject object) {
    var fields = JsonFields.parse(object.json());
    String extension = fields.text("extension", null);
    var user =
        new UserConfiguration(
            object.id(),
            fields.text("display_name", ""),
            fields.constant("role", Role.class, Role.USER),
            fields.text(PASSWORD_HASH, ""),
            fields.flag("enabled", true),
            extension == null ? null : new Extension(extension),
            fields.number("version", 1),
            UnknownFields.NONE);
    return user.withUnknown(UnknownFields.between(fields.node(), known(user)));
  }

  private static String secretName(Extension number) {
    return EXTENSION + "|" + number;
  }

  private static ObjectNode object(long version) {
    return JsonNodeFactory.instance.objectNode().put("schema", SCHEMA).put("version", version);
  }

  private static ObjectNode known(TenantProfile profile) {
    var node =
        object(profile.version())
            .put("domain", profile.domain().value())
            .put("display_name", profile.displayName())
            .put("status", profile.status().name())
            .put("created_at", profile.createdAt().toString())
            .put("expires_at", textOrNull(profile.expiresAt()));
    var limits = profile.limits();
    node.putObject("limits")
        .put("extensions", limits.extensions())
        .put("registrations_per_extension", limits.registrationsPerExtension())
        .put("concurrent_calls", limits.concurrentCalls())
        .put("calls_per_second", limits.callsPerSecond())
        .put("registers_per_second", limits.registersPerSecond())
        .put("call_duration", limits.callDuration().toString())
        .put("cdr_retention_minimum", limits.cdrRetentionMinimum().toString())
        .put("registration_expiry_minimum", limits.registrationExpiryMinimum().toString())
        .put("registration_expiry_maximum", limits.registrationExpiryMaximum().toString());
    var settings = profile.settings();
    var settingsNode = node.putObject("settings");
    settings.digestAlgorithms().forEach(settingsNode.putArray("digest_algorithms")::add);
    settingsNode
        .put("ring_time", settings.ringTime().toString())
        .put("time_zone", settings.timeZone())
        .put("cdr_retention", settings.cdrRetention().toString())
        .put("calls_from_registered_networks", settings.callsFromRegisteredNetworks());
    var expiry = settings.registrationExpiry();
    settingsNode
        .putObject("registration_expiry")
        .put("minimum", expiry.minimum().toString())
        .put("maximum", expiry.maximum().toString())
        .put("default", expiry.standard().toString());
    return node;
  }

  private static ObjectNode known(ExtensionConfiguration extension) {
    return object(extension.version())
        .put("display_name", extension.displayName())
        .put("enabled", extension.enabled())
        .put("ring_time", textOrNull(extension.ringTime()));
  }

  private static ObjectNode known(UserConfiguration user) {
    return object(user.version())
        .put("display_name", user.displayName())
        .put("role", user.role().name())
        .put(PASSWORD_HASH, user.passwordHash())
        .put("enabled", user.enabled())
        .put("extension", textOrNull(user.extension()));
  }

  private static String textOrNull(Object value) {
    return value == null ? null : value.toString();
  }
}
