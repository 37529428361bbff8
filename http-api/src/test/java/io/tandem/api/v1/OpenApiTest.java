package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.api.support.TestApi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document describes what is served, and holds together. */
class OpenApiTest {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private static TestApi api;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    api = TestApi.start();
    document = api.nobody().get("/v1/openapi.json").json();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyRouteIsDescribedOnce() {
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.path("info").path("version").asText()).isEqualTo("test");
    assertThat(operations()).hasSameSizeAs(api.endpoints);
    var ids = operations().stream().map(o -> o.path("operationId").asText()).toList();
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids).doesNotContain("");
  }

  @Test
  void everyOperationSaysWhatItTakesAndAnswers() {
    var creatingPuts = List.of("putAccount", "putUser", "putExtension");
    for (JsonNode operation : operations()) {
      assertThat(operation.path("summary").asText()).isNotEmpty();
      assertThat(operation.path("responses").has("default")).isTrue();
      boolean creates = creatingPuts.contains(operation.path("operationId").asText());
      assertThat(operation.path("responses").size()).isEqualTo(creates ? 3 : 2);
      boolean isPublic = operation.path("x-access").asText().equals("PUBLIC");
      assertThat(operation.path("security").isArray()).isTrue();
      assertThat(operation.path("security").isEmpty()).isEqualTo(isPublic);
    }
    assertThat(document.path("servers").get(0).path("url").asText()).isEqualTo("/");
  }

  /** Where the document promises an ETag there is one, and nowhere else. */
  @Test
  void whatHasAVersionIsAnsweredWithItsETag() {
    for (String path : List.of("", "/usage", "/users", "/users/ann", "/extensions")) {
      var template = ("/v1/tenants/{tenantId}" + path).replace("ann", "{username}");
      var headers = document.path("paths").path(template).at("/get/responses/200/headers");

      assertThat(headers.has("ETag"))
          .as(path)
          .isEqualTo(api.root().get(api.acmePath() + path).header("ETag").startsWith("\""));
    }
    assertThat(document.at("/paths/~1v1~1tenants/post/responses/201/headers").has("ETag")).isTrue();
  }

  @Test
  void everyParameterOfAPathIsDeclared() {
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              var names = PARAMETER.matcher(path.getKey()).results().map(m -> m.group(1)).toList();
              path.getValue().forEach(operation -> assertThat(inPath(operation)).isEqualTo(names));
            });
  }

  private static List<String> inPath(JsonNode operation) {
    var names = new ArrayList<String>();
    for (JsonNode parameter : operation.path("parameters")) {
      assertThat(parameter.path("schema").has("type")).isTrue();
      if (parameter.path("in").asText().equals("path")) {
        assertThat(parameter.path("required").asBoolean()).isTrue();
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    var references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(reference).startsWith("#/");
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyRequiredFieldIsAProperty() {
    for (JsonNode schema : document.path("components").path("schemas")) {
      assertThat(schema.path("type").asText()).isEqualTo("object");
      for (JsonNode name : schema.path("required")) {
        assertThat(schema.path("properties").has(name.asText())).isTrue();
      }
    }
  }

  @Test
  void theDocumentItselfIsAnObject() {
    String schema = "/paths/~1v1~1openapi.json/get/responses/200/content/application~1json/schema";

    assertThat(document.at(schema).path("type").asText()).isEqualTo("object");
  }

  @Test
  void aListNamesItsItems() {
    var page = schema("CdrPage").path("properties");

    assertThat(page.path("items").path("items").path("$ref").asText())
        .isEqualTo("#/components/schemas/Cdr");
    assertThat(page.path("next_cursor").path("type").toString()).isEqualTo("[\"string\",\"null\"]");
  }

  @Test
  void bodiesRefuseUnknownFieldsAndNameRequiredOnes() {
    var body = schema("NewTenant");

    assertThat(body.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(body.path("required").toString()).isEqualTo("[\"domain\",\"administrator\"]");
    assertThat(schema("TenantChange").path("properties").path("status").path("enum").toString())
        .contains("\"SUSPENDED\"");
    assertThat(schema("TenantChange").path("properties").path("expires_at").path("type").toString())
        .isEqualTo("[\"string\",\"null\"]");
  }

  /** What is answered has every field that the document promises, and no other. */
  @Test
  void answersKeepTheDocumentsPromise() {
    var tenant = api.root().get(api.acmePath()).json();
    var promised = schema("Tenant");

    for (JsonNode name : promised.path("required")) {
      assertThat(tenant.has(name.asText())).as(name.asText()).isTrue();
    }
    tenant
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(promised.path("properties").has(name)).as(name).isTrue());
  }

  private static JsonNode schema(String name) {
    return document.path("components").path("schemas").path(name);
  }

  private static List<JsonNode> operations() {
    var all = new ArrayList<JsonNode>();
    document.path("paths").forEach(path -> path.forEach(all::add));
    return all;
  }
}
