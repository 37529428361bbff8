package io.tandem.edge;

import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.tenant.DigestSecret;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantDirectory;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The tenants of a test: at first {@code a.example} with the extensions 1001 to 1003, whose
 * passwords are "secret-1001" and so on; they may call from anywhere. What is not {@code loaded}
 * has to be loaded first.
 */
final class FakeDirectory implements TenantDirectory {
  static final TenantId TENANT = TenantId.fromLong(11);

  final Map<TenantId, TenantConfiguration> stored = new ConcurrentHashMap<>();
  final Map<TenantId, TenantConfiguration> loaded = new ConcurrentHashMap<>();
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  FakeDirectory() {
    put(tenant(TENANT, "a.example"));
  }

  static TenantConfiguration tenant(TenantId id, String domain) {
    var profile = TenantProfile.of(new Domain(domain), "Tenant");
    var tenant = TenantConfiguration.of(id, profile.withSettings(callsFrom(false)));
    for (int number = 1001; number <= 1003; number++) {
      String text = Integer.toString(number);
      var secret = DigestSecret.of(text, domain, "secret-" + text);
      tenant = tenant.with(ExtensionConfiguration.of(new Extension(text), "Phone " + text, secret));
    }
    return tenant;
  }

  /** The usual settings, with calls from registered networks alone, or not. */
  static TenantSettings callsFrom(boolean registeredNetworks) {
    var usual = TenantSettings.DEFAULT;
    return new TenantSettings(
        usual.digestAlgorithms(),
        usual.ringTime(),
        usual.registrationExpiry(),
        usual.timeZone(),
        usual.cdrRetention(),
        registeredNetworks);
  }

  void put(TenantConfiguration tenant) {
    stored.put(tenant.id(), tenant);
    loaded.put(tenant.id(), tenant);
  }

  void change(UnaryOperator<TenantProfile> change) {
    var tenant = stored.get(TENANT);
    put(tenant.with(change.apply(tenant.profile())));
  }

  @Override
  public TenantId tenantOf(String domain) {
    return stored.values().stream()
        .filter(tenant -> tenant.profile().domain().value().equalsIgnoreCase(domain))
        .map(TenantConfiguration::id)
        .findAny()
        .orElse(null);
  }

  @Override
  public TenantConfiguration find(TenantId tenant) {
    return loaded.get(tenant);
  }

  @Override
  public CompletionStage<Optional<TenantConfiguration>> load(String domain) {
    var tenant = tenantOf(domain);
    return gate.thenApply(
        open -> tenant == null ? Optional.empty() : Optional.of(stored.get(tenant)));
  }

  @Override
  public CompletionStage<Optional<TenantConfiguration>> load(TenantId tenant) {
    return gate.thenApply(open -> Optional.ofNullable(stored.get(tenant)));
  }
}
