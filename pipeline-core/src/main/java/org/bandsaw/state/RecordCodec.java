package org.bandsaw.state;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as bytes: records of text, numbers, enums, lists and further records, written by
 * their components and read back through their constructors, which check them as always.
 *
 * <p>A component may be {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}
 * or the class around one of them, an enum, a record, a {@code List} of these, or an interface (or
 * {@code Object}) whose value is a record or an enum of a known kind. A component may be null if
 * its type is {@link Nullable}.
 *
 * <p>Kinds are given by the caller: a lasting name for each class that may stand where the type of
 * a component does not say which it is. So no name of a class is ever in a file, and a file cannot
 * make anything else.
 */
public final class RecordCodec {

  private static final int MAX_DEPTH = 500;

  private RecordCodec() {}

  /** Whether {@link #encode} can write this value. */
  public static boolean isEncodable(Object value, Map<String, Class<?>> kinds) {
    return new Encoder(new StateWriter(), kinds).writeTagged(value, "") == null;
  }

  /**
   * Writes a record or an enum constant of a known kind. Equal definitions give equal bytes.
   *
   * @param kinds lasting names and their classes, records or enums
   * @throws IllegalArgumentException naming the component that cannot be written, and why; then
   *     what was written before is of no use
   */
  public static void encode(StateWriter out, Object value, Map<String, Class<?>> kinds) {
    String problem = new Encoder(out, kinds).writeTagged(value, "");
    if (problem != null) {
      throw new IllegalArgumentException("this definition cannot be saved: " + problem);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws StateMismatchException when a kind is not known here, or has other components now
   * @throws StateCorruptException when the bytes are not such a definition, or a constructor
   *     refuses what they say
   */
  public static Object decode(StateReader in, Map<String, Class<?>> kinds) {
    return new Decoder(in, kinds).readTagged("the definition", 0);
  }

  /** Returns the SHA-256 digest of some bytes, in 64 hexadecimal digits. */
  public static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /** Whether the type leaves open what its values are, so that their kind has to be written. */
  private static boolean isPolymorphic(Class<?> type) {
    return (type.isInterface() && type != List.class)
        || type == Object.class
        || type == Record.class
        || type == Enum.class;
  }

  /** What a list holds. */
  private static @Nullable Type elementType(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type element = list.getActualTypeArguments()[0];
      return element instanceof WildcardType wild ? wild.getUpperBounds()[0] : element;
    }
    return null;
  }

  private static @Nullable Class<?> rawClass(Type type) {
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    return type instanceof Class<?> known ? known : null;
  }

  /** The class that declares a constant, which may have a body of its own. */
  private static Class<?> kindClass(Object value) {
    return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
  }

  /** Writes values; each method answers what cannot be written, or null. */
  private record Encoder(StateWriter out, Map<String, Class<?>> kinds) {

    @Nullable String writeTagged(Object value, String at) {
      Class<?> type = kindClass(value);
      String name = null;
      for (Map.Entry<String, Class<?>> kind : kinds.entrySet()) {
        if (kind.getValue() == type && (name == null || kind.getKey().compareTo(name) < 0)) {
          name = kind.getKey();
        }
      }
      if (name == null) {
        return pathPrefix(at) + type.getSimpleName() + " is of no known kind";
      }
      out.writeString(name);
      return writeValue(type, type, value, at);
    }

    @Nullable String writeValue(Type type, @Nullable Class<?> raw, Object value, String at) {
      if (raw == null) {
        return pathPrefix(at) + "its type " + type + " does not say what it holds";
      }
      if (isPolymorphic(raw)) {
        return writeTagged(value, at);
      } else if (value instanceof String text) {
        return writeText(text, at);
      } else if (value instanceof Integer number) {
        out.writeInt(number);
        return null;
      } else if (value instanceof Long number) {
        out.writeLong(number);
        return null;
      } else if (value instanceof Double number) {
        out.writeDouble(number);
        return null;
      } else if (value instanceof Boolean flag) {
        out.writeBoolean(flag);
        return null;
      } else if (value instanceof Enum<?> constant) {
        out.writeString(constant.name());
        return null;
      } else if (value instanceof List<?> list) {
        return writeList(elementType(type), list, at);
      } else if (value instanceof Record) {
        return writeComponents(raw, value, at);
      }
      return pathPrefix(at) + "a " + raw.getSimpleName() + " cannot be saved";
    }

    private @Nullable String writeText(String text, String at) {
      try {
        out.writeString(text);
        return null;
      } catch (IllegalArgumentException e) {
        return pathPrefix(at) + e.getMessage();
      }
    }

    private @Nullable String writeList(@Nullable Type element, List<?> list, String at) {
      if (element == null) {
        return pathPrefix(at) + "the type does not say what the list holds";
      }
      out.writeInt(list.size());
      int i = 0;
      for (Object value : list) {
        String here = at + "[" + i++ + "]";
        if (value == null) {
          return pathPrefix(here) + "null stands in a list";
        }
        String problem = writeValue(element, rawClass(element), value, here);
        if (problem != null) {
          return problem;
        }
      }
      return null;
    }

    private @Nullable String writeComponents(Class<?> record, Object value, String at) {
      RecordComponent[] components = record.getRecordComponents();
      out.writeInt(components.length);
      for (RecordComponent component : components) {
        String here = at + (at.isEmpty() ? "" : ".") + component.getName();
        out.writeString(component.getName());
        Object part = componentValue(component.getAccessor(), value);
        if (!component.getType().isPrimitive()) {
          if (part == null && !isNullable(component.getAnnotatedType())) {
            return pathPrefix(here) + "it is null, and its type is not @Nullable";
          }
          out.writeBoolean(part != null);
        }
        if (part != null) {
          String problem = writeValue(component.getGenericType(), component.getType(), part, here);
          if (problem != null) {
            return problem;
          }
        }
      }
      return null;
    }

    private static @Nullable Object componentValue(Method accessor, Object value) {
      if (!accessor.trySetAccessible()) {
        throw new IllegalStateException(notOpenMessage(accessor.getDeclaringClass()));
      }
      try {
        return accessor.invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException("cannot read " + accessor, e);
      }
    }

    private static String pathPrefix(String at) {
      return at.isEmpty() ? "" : "component '" + at + "': ";
    }
  }

  private static String notOpenMessage(Class<?> type) {
    return "module "
        + type.getModule().getName()
        + " must open package "
        + type.getPackageName()
        + " so that "
        + type.getSimpleName()
        + " can be saved and read";
  }

  private record Decoder(StateReader in, Map<String, Class<?>> kinds) {

    Object readTagged(String at, int depth) {
      if (depth > MAX_DEPTH) {
        throw new StateCorruptException(at + " is nested more than " + MAX_DEPTH + " deep");
      }
      String name = in.readString();
      Class<?> type = kinds.get(name);
      if (type == null) {
        throw new StateMismatchException(
            at + " is a '" + name + "', which is not known here",
            List.of("known are " + kinds.keySet().stream().sorted().toList()));
      }
      return readValue(type, type, name, depth);
    }

    Object readValue(Type type, @Nullable Class<?> raw, String at, int depth) {
      if (raw == String.class) {
        return in.readString();
      } else if (raw == int.class || raw == Integer.class) {
        return in.readInt();
      } else if (raw == long.class || raw == Long.class) {
        return in.readLong();
      } else if (raw == double.class || raw == Double.class) {
        return in.readDouble();
      } else if (raw == boolean.class || raw == Boolean.class) {
        return in.readBoolean();
      } else if (raw == List.class) {
        return readList(elementType(type), at, depth);
      } else if (raw != null && raw.isEnum()) {
        return readConstant(raw, at);
      } else if (raw != null && raw.isRecord()) {
        return readRecord(raw, at, depth);
      } else if (raw != null && isPolymorphic(raw)) {
        Object value = readTagged(at, depth + 1);
        if (raw.isInstance(value)) {
          return value;
        }
        throw new StateCorruptException(
            at + " holds a " + value.getClass().getSimpleName() + ", not a " + raw.getSimpleName());
      }
      throw new StateCorruptException(at + " is of a type that cannot be saved: " + type);
    }

    private Object readConstant(Class<?> type, String at) {
      String name = in.readString();
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
      throw new StateMismatchException(
          at + " is " + name + ", which is not known here",
          List.of("known are " + Arrays.toString(type.getEnumConstants())));
    }

    private List<Object> readList(@Nullable Type element, String at, int depth) {
      if (element == null) {
        throw new StateCorruptException(at + " is a list of no known type");
      }
      int count = in.readCount(1);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(readValue(element, rawClass(element), at + "[" + i + "]", depth));
      }
      return List.copyOf(values);
    }

    private Object readRecord(Class<?> type, String at, int depth) {
      if (depth > MAX_DEPTH) {
        throw new StateCorruptException(at + " is nested more than " + MAX_DEPTH + " deep");
      }
      RecordComponent[] components = type.getRecordComponents();
      int count = in.readCount(4);
      if (count != components.length) {
        throw new StateMismatchException(
            at + " has " + components.length + " components now and had " + count + " when saved",
            List.of("use the version of the library that saved it"));
      }
      Class<?>[] types = new Class<?>[count];
      @Nullable Object[] parts = new @Nullable Object[count];
      for (int i = 0; i < count; i++) {
        types[i] = components[i].getType();
        parts[i] = readComponent(components[i], at, depth);
      }
      return instantiate(type, types, parts, at);
    }

    private @Nullable Object readComponent(RecordComponent component, String at, int depth) {
      String here = at + "." + component.getName();
      String saved = in.readString();
      if (!saved.equals(component.getName())) {
        throw new StateMismatchException(
            at + " was saved with a component '" + saved + "'",
            List.of(
                "now '" + component.getName() + "' stands there",
                "use the version of the library that saved it"));
      }
      if (!component.getType().isPrimitive() && !in.readBoolean()) {
        if (!isNullable(component.getAnnotatedType())) {
          throw new StateCorruptException(here + " is null, which is not allowed");
        }
        return null;
      }
      return readValue(component.getGenericType(), component.getType(), here, depth + 1);
    }

    private static Object instantiate(
        Class<?> type, Class<?>[] types, @Nullable Object[] parts, String at) {
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        if (!constructor.trySetAccessible()) {
          throw new IllegalStateException(notOpenMessage(type));
        }
        return constructor.newInstance(parts);
      } catch (InvocationTargetException e) {
        throw new StateCorruptException(
            at + " is refused by its constructor: " + e.getTargetException().getMessage(),
            e.getTargetException());
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        throw new StateCorruptException(at + " cannot be made: " + e.getMessage(), e);
      }
    }
  }
}
