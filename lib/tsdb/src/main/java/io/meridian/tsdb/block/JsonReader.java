package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON as a tree of values with places. Strict: no duplicate names, nothing behind the value;
 * depth and lengths are bounded by the parser.
 */
final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads one value.
   *
   * @param name what errors call the text
   */
  static Json read(byte[] json, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      JsonReader reader = new JsonReader(parser);
      Json value = reader.value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw error(name, reader.place(), "expected the end of the file behind the JSON value");
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      Json.Place place = at == null ? Json.Place.NONE : place(at);
      throw error(name, place, "not valid JSON: " + e.getOriginalMessage());
    }
  }

  static CorruptDataException error(String name, Json.Place place, String finding) {
    return new CorruptDataException(
        name,
        place.offset(),
        "line " + place.line() + ", column " + place.column() + ": " + finding);
  }

  private Json value(JsonToken token) {
    Json.Place place = place();
    return switch (token) {
      case START_OBJECT -> fields(place);
      case START_ARRAY -> array(place);
      case VALUE_STRING -> new Json.Text(place, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(place, parser.getString());
      case VALUE_TRUE -> new Json.Bool(place, true);
      case VALUE_FALSE -> new Json.Bool(place, false);
      case null, default -> new Json.Null(place);
    };
  }

  private Json fields(Json.Place place) {
    Json.Fields fields = new Json.Fields(place);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.values().put(name, value(parser.nextToken()));
    }
    return fields;
  }

  private Json array(Json.Place place) {
    Json.Array array = new Json.Array(place);
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.values().add(value(token));
    }
    return array;
  }

  private Json.Place place() {
    return place(parser.currentTokenLocation());
  }

  private static Json.Place place(TokenStreamLocation at) {
    return new Json.Place(at.getLineNr(), at.getColumnNr(), Math.max(0, at.getByteOffset()));
  }
}
