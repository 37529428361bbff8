package io.tandem.node;

import com.typesafe.config.Config;
import io.tandem.api.http.ApiSettings;
import io.tandem.call.flow.CallSettings;
import io.tandem.edge.EdgeSettings;
import io.tandem.id.NodeId;
import io.tandem.media.MediaSettings;
import io.tandem.registrar.RegistrarSettings;
import io.tandem.settings.SettingsReader;
import io.tandem.tenant.TenantNodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything a node is told, read once.
 *
 * @param data its folder
 * @param drain how long running calls may go on at the end
 * @param administrator the first system administrator's name
 * @param administratorPassword absent: it is generated
 */
record NodeSettings(
    NodeId node,
    Path data,
    Duration drain,
    ClusterSettings cluster,
    DatabaseSettings database,
    SipSection sip,
    MediaSettings media,
    TenantNodeSettings tenant,
    RegistrarSettings registrar,
    CallSettings call,
    EdgeSettings edge,
    ApiSettings api,
    String administrator,
    Optional<String> administratorPassword) {

  /**
   * Reads the section {@code tandem}.
   *
   * @throws io.tandem.settings.SettingsException naming the key that is wrong
   */
  static NodeSettings read(Config config) {
    var reader = SettingsReader.of(config, "tandem");
    var node = reader.section("node");
    var admin = reader.section("admin");
    var cluster = ClusterSettings.read(reader.section("cluster"));
    var database = DatabaseSettings.read(reader.section("cassandra"));
    if (database.isEmbedded() && !cluster.seeds().isEmpty()) {
      throw reader
          .section("cassandra")
          .wrong(
              "contact-points",
              "the Cassandra of the cluster, since tandem.cluster.seeds names other nodes; the"
                  + " embedded one is for a node alone");
    }
    return new NodeSettings(
        name(node),
        Path.of(node.text("data")).toAbsolutePath(),
        node.duration("drain", Duration.ZERO, Duration.ofDays(1)),
        cluster,
        database,
        SipSection.read(reader.section("sip")),
        MediaSection.read(reader.section("media")),
        TenantNodeSettings.read(reader.section("tenant")),
        RegistrarSettings.read(reader.section("registrar")),
        CallSettings.read(reader.section("call"), reader.section("sip")),
        EdgeSettings.read(reader.section("edge")),
        ApiSettings.read(reader.section("http")),
        admin.text(
            "username",
            name -> name.matches("[a-z0-9][a-z0-9._-]{1,63}"),
            "2 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first"),
        admin.optionalText("password"));
  }

  private static NodeId name(SettingsReader node) {
    String name =
        node.text(
            "name",
            v -> v.equals("auto") || NodeId.isValid(v),
            "a node name (a-z, 0-9, '-', at most 32) or auto");
    return new NodeId(name.equals("auto") ? HostAddresses.nodeName() : name);
  }
}
