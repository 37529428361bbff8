package io.tandem.node;

import com.typesafe.config.Config;
import io.tandem.api.auth.Logins;
import io.tandem.api.http.ApiSettings;
import io.tandem.call.flow.CallSettings;
import io.tandem.cdr.CdrSpoolSettings;
import io.tandem.cdr.OpenCallSettings;
import io.tandem.edge.EdgeSettings;
import io.tandem.id.NodeId;
import io.tandem.media.MediaSettings;
import io.tandem.registrar.RegistrarSettings;
import io.tandem.settings.SettingsException;
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
    CdrSpoolSettings spool,
    OpenCallSettings openCalls,
    ApiSettings api,
    String administrator,
    Optional<String> administratorPassword) {

  /**
   * Reads the section {@code tandem}.
   *
   * @throws io.tandem.settings.SettingsException naming the key that is wrong
   */
  static NodeSettings read(Config config) {
    return read(SettingsReader.of(config, "tandem"));
  }

  /** As {@link #read(Config)}; the reader then knows which keys there are. */
  static NodeSettings read(SettingsReader reader) {
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
    Path data = Path.of(node.text("data")).toAbsolutePath();
    return new NodeSettings(
        name(node),
        data,
        node.duration("drain", Duration.ZERO, Duration.ofDays(1)),
        cluster,
        database,
        SipSection.read(reader.section("sip")),
        MediaSection.read(reader.section("media")),
        TenantNodeSettings.read(reader.section("tenant")),
        RegistrarSettings.read(reader.section("registrar")),
        CallSettings.read(reader.section("call"), reader.section("sip")),
        EdgeSettings.read(reader.section("edge")),
        CdrSpoolSettings.read(data.resolve("cdr-spool"), reader.section("cdr").section("spool")),
        OpenCallSettings.read(reader.section("cdr").section("open")),
        ApiSettings.read(reader.section("http")),
        admin.text("username", Logins::isUsername, Logins.USERNAME_GRAMMAR),
        password(admin));
  }

  /** The one value that an error does not show. */
  private static Optional<String> password(SettingsReader admin) {
    var password = admin.optionalText("password");
    if (password.isPresent() && !Logins.isPassword(password.get())) {
      throw new SettingsException(
          admin.full("password"), "(not shown)", "empty or " + Logins.PASSWORD_GRAMMAR);
    }
    return password;
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
