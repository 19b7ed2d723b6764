package io.meridian.tsdb.block;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value that knows where it stood; numbers keep their text. */
sealed interface Json {
  Place place();

  /** What errors call a value of this kind. */
  String kind();

  /** A place in a text: line and column from 1, offset in bytes from 0. */
  record Place(int line, int column, long offset) {
    static final Place NONE = new Place(0, 0, 0);
  }

  record Text(Place place, String value) implements Json {
    @Override
    public String kind() {
      return "text";
    }
  }

  record Num(Place place, String text) implements Json {
    @Override
    public String kind() {
      return "the number " + text;
    }
  }

  record Bool(Place place, boolean value) implements Json {
    @Override
    public String kind() {
      return Boolean.toString(value);
    }
  }

  record Null(Place place) implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }

  record Array(Place place, List<Json> values) implements Json {
    Array(Place place) {
      this(place, new ArrayList<>());
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  record Fields(Place place, Map<String, Json> values) implements Json {
    Fields() {
      this(Place.NONE);
    }

    Fields(Place place) {
      this(place, new LinkedHashMap<>());
    }

    @Override
    public String kind() {
      return "an object";
    }

    Fields put(String name, String value) {
      values.put(name, new Text(Place.NONE, value));
      return this;
    }

    Fields put(String name, long value) {
      values.put(name, new Num(Place.NONE, Long.toString(value)));
      return this;
    }

    Fields put(String name, Json value) {
      values.put(name, value);
      return this;
    }

    /** As {@code omitempty} does. */
    Fields putUnlessZero(String name, long value) {
      return value == 0 ? this : put(name, value);
    }

    /** As {@code omitempty} does. */
    Fields putIfTrue(String name, boolean value) {
      return value ? put(name, new Bool(Place.NONE, true)) : this;
    }

    /** As {@code omitempty} does. */
    Fields putUnlessEmpty(String name, List<? extends Json> list) {
      return list.isEmpty()
          ? this
          : put(name, new Array(Place.NONE, Collections.unmodifiableList(list)));
    }
  }
}
