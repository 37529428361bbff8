package io.tandem.bench.load;

import io.tandem.bench.process.MetricsPage;
import io.tandem.harness.ApiClient;

/**
 * A Tandem node's subscribers, by its API.
 *
 * @param api signed in as system administrator
 * @param disposable whether the node ends with the load, so that nothing has to be removed from it
 */
public record NodeProvisioning(ApiClient api, boolean disposable) implements Provisioning {
  @Override
  public Subscribers create(int tenants, int extensions) {
    return LoadTenants.create(this, tenants, extensions);
  }

  @Override
  public long stored(StoredRows rows) {
    return Math.round(new MetricsPage(api.text("/metrics")).sum(rows.counter()));
  }
}
