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
 * Encodes definitions, which are records of text, numbers, enums, lists and further records. Their
 * components are written, and they are read through their constructors, which check the values.
 *
 * <p>A component may be a {@code String}, {@code int}, {@code long}, {@code double}, {@code
 * boolean} or a wrapper of these, an enum, a record, a {@code List} of these, or an interface (or
 * {@code Object}) whose value is a record or an enum of a known kind. A component may be null if
 * its type is {@link Nullable}.
 *
 * <p>The kinds are a map from stable names to classes. It is used where the type of a component
 * does not determine the class of its value. Therefore files contain no class names, and reading a
 * file creates objects of these classes only.
 */
public final class RecordCodec {

  private static final int MAX_DEPTH = 500;

  private RecordCodec() {}

  /** Returns whether {@link #encode} can write this value. */
  public static boolean isEncodable(Object value, Map<String, Class<?>> kinds) {
    return new Encoder(new StateWriter(), kinds).writeTagged(value, "") == null;
  }

  /**
   * Writes a record or an enum constant of a known kind. Equal definitions give equal bytes.
   *
   * @param kinds stable names and their classes, which are records or enums
   * @throws IllegalArgumentException if a component cannot be written; the message contains the
   *     component and the reason. The bytes written before are not usable
   */
  public static void encode(StateWriter out, Object value, Map<String, Class<?>> kinds) {
    String problem = new Encoder(out, kinds).writeTagged(value, "");
    if (problem != null) {
      throw new IllegalArgumentException("this definition cannot be saved: " + problem);
    }
  }

  /**
   * Reads a value that {@link #encode} wrote.
   *
   * @throws StateMismatchException if a kind is unknown, or has other components now
   * @throws StateCorruptException if the bytes are not such a definition, or a constructor refuses
   *     the values
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

  /** Whether the type does not determine the class of its values, so that their kind is written. */
  private static boolean isPolymorphic(Class<?> type) {
    return (type.isInterface() && type != List.class)
        || type == Object.class
        || type == Record.class
        || type == Enum.class;
  }

  /** Returns the type of a list's elements; null if it is unknown. */
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

  /** Returns the class of a value; for an enum constant with a body, the enum. */
  private static Class<?> kindClass(Object value) {
    return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
  }

  /** Writes values. Each method returns what cannot be written, or null. */
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
        return pathPrefix(at) + "its type " + type + " does not determine its values";
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
        return pathPrefix(at) + "its type does not determine the elements of the list";
      }
      out.writeInt(list.size());
      int i = 0;
      for (Object value : list) {
        String here = at + "[" + i++ + "]";
        if (value == null) {
          return pathPrefix(here) + "a list contains null";
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
            at + " is a '" + name + "', which is unknown",
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
          at + " is " + name + ", which is unknown",
          List.of("known are " + Arrays.toString(type.getEnumConstants())));
    }

    private List<Object> readList(@Nullable Type element, String at, int depth) {
      if (element == null) {
        throw new StateCorruptException(at + " is a list of unknown type");
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
                "now it is '" + component.getName() + "'",
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
        throw new StateCorruptException(at + " cannot be created: " + e.getMessage(), e);
      }
    }
  }
}
