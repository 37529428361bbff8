package io.tandem.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Turns answers into HTTP responses. */
final class Responses {
  private static final ContentType PROBLEM_JSON =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private Responses() {}

  static HttpResponse of(Answer answer) {
    var response =
        HttpResponse.create()
            .withStatus(answer.status())
            .addHeader(RawHeader.create("Cache-Control", "no-store"));
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response = response.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    if (answer.body() == null) {
      return response;
    }
    if (answer.body() instanceof Answer.File file) {
      return response.withEntity(
          HttpEntities.create(ContentTypes.parse(file.contentType()), file.bytes()));
    }
    ContentType type =
        answer.body() instanceof Problem ? PROBLEM_JSON : ContentTypes.APPLICATION_JSON;
    return response.withEntity(HttpEntities.create(type, write(answer.body())));
  }

  static HttpResponse plain(PlainPage page) {
    return HttpResponse.create()
        .withStatus(page.status())
        .withEntity(
            HttpEntities.create(
                ContentTypes.parse(page.contentType()),
                page.text().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] write(Object body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer that cannot be written as JSON", e);
    }
  }
}
