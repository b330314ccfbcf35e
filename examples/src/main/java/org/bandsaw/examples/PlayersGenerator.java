package org.bandsaw.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Generates a file of invented basketball players with the columns and irregularities of a real
 * file: missing teams and colleges, {@code Undrafted}, numbers with units, a currency sign,
 * two-digit years and some invalid birthdays.
 *
 * <p>Salaries depend on rating, experience and draft position, with noise. The same seed and number
 * of rows give the same bytes; a longer file starts with the rows of a shorter one.
 */
public final class PlayersGenerator {

  /** The seed of the bundled file. */
  public static final long SEED = 42;

  /** The number of rows of the bundled file. */
  public static final int ROWS = 440;

  static final String HEADER =
      "full_name,rating,jersey,team,position,b_day,height,weight,salary,country,draft_year,"
          + "draft_round,draft_peak,college,version";

  private static final String[] FIRST_NAMES = {
    "Alber", "Brodan", "Cassim", "Dorrin", "Elvan", "Fendrick", "Garrow", "Hollis", "Ivano",
    "Jarvel", "Kendal", "Lorimer", "Mattis", "Nevo", "Orlin", "Perrin", "Quillon", "Rasmo",
    "Sorrel", "Tavish", "Ulric", "Vernol", "Wendel", "Yorick", "Zandro"
  };
  private static final String[] LAST_NAME_PREFIXES = {
    "Ash", "Bram", "Calder", "Dun", "Ever", "Fal", "Grim", "Hather", "Iver", "Kes", "Lind", "Mar",
    "Nor", "Oster", "Pell", "Quar", "Roth", "Stav", "Tarn", "Wex"
  };
  private static final String[] LAST_NAME_SUFFIXES = {
    "bourne", "croft", "dale", "ello", "fenn", "gard", "holm", "ings", "land", "more", "nett",
    "quist", "rick", "sen", "tova", "well"
  };
  private static final String[] PLACES = {
    "Alderport", "Brackwater", "Cinderfield", "Dunmarrow", "Eastholm", "Fernley", "Granite Bay",
    "Hollowmere", "Ironbridge", "Juniper City", "Kingsreach", "Lakemoor", "Mistral", "Northgate",
    "Oakhaven", "Pinecrest"
  };
  private static final String[] ANIMALS = {
    "Badgers", "Comets", "Drifters", "Foxes", "Gulls", "Herons", "Lynxes", "Ravens"
  };
  private static final String[] POSITIONS = {"G", "F", "C", "F-C", "G-F", "F-G", "C-F"};
  private static final double[] POSITION_SHARES = {0.39, 0.71, 0.82, 0.91, 0.95, 0.98, 1};
  private static final String[] ABROAD = {
    "Canada",
    "Australia",
    "France",
    "Croatia",
    "Spain",
    "Germany",
    "Serbia",
    "Greece",
    "Italy",
    "Turkey",
    "Cameroon",
    "Slovenia",
    "Latvia",
    "Nigeria",
    "Brazil",
    "Japan"
  };

  private final Random random; // its sequence is part of the Java specification

  private PlayersGenerator(long seed) {
    this.random = new Random(seed);
  }

  /** Writes a file: {@code PlayersGenerator FILE [ROWS [SEED]]}. */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 3) {
      throw new IllegalArgumentException("usage: PlayersGenerator FILE [ROWS [SEED]]");
    }
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : ROWS;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : SEED;
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[0]))) {
      write(out, rows, seed);
    }
  }

  /**
   * Writes a header and rows, each terminated by a line feed.
   *
   * @param rows the number of rows, 0 or above
   * @throws UncheckedIOException if writing fails
   */
  public static void write(Appendable out, int rows, long seed) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must be 0 or above, not " + rows);
    }
    PlayersGenerator generator = new PlayersGenerator(seed);
    try {
      out.append(HEADER).append('\n');
      for (int i = 0; i < rows; i++) {
        out.append(generator.row()).append('\n');
      }
    } catch (IOException problem) {
      throw new UncheckedIOException("the players could not be written", problem);
    }
  }

  private String row() {
    int versionYear = withProbability(0.03) ? 2021 : 2020;
    int rating = 67 + (int) (31 * StrictMath.pow(random.nextDouble(), 2.2));
    int experience = (int) (14 * StrictMath.pow(random.nextDouble(), 1.6));
    int draftYear = versionYear - 1 - experience;
    int pick = withProbability(0.15) ? 0 : 1 + random.nextInt(60);
    int age = 19 + random.nextInt(4) + experience;
    String name =
        oneOf(FIRST_NAMES)
            + " "
            + oneOf(LAST_NAME_PREFIXES)
            + oneOf(LAST_NAME_SUFFIXES)
            + (withProbability(0.02) ? " Jr." : "");
    String position = position();
    int inches = inches(position);
    int pounds = (int) (7.2 * inches - 350 + 14 * random.nextGaussian());
    boolean fromUsa = withProbability(0.75);
    return String.join(
        ",",
        name,
        Integer.toString(rating),
        "#" + (withProbability(0.18) ? 0 : random.nextInt(56)),
        withProbability(0.05) ? "" : team(),
        position,
        birthday(versionYear - 1 - age),
        String.format(Locale.ROOT, "%d-%d / %.2f", inches / 12, inches % 12, inches * 0.0254),
        pounds + " lbs. / " + kilograms(pounds) + " kg.",
        "$" + salary(rating, experience, pick),
        fromUsa ? "USA" : oneOf(ABROAD),
        Integer.toString(draftYear),
        pick == 0 ? "Undrafted" : pick <= 30 ? "1" : "2",
        pick == 0 ? "Undrafted" : Integer.toString(pick),
        withProbability(fromUsa ? 0.04 : 0.5)
            ? ""
            : oneOf(PLACES) + (withProbability(0.4) ? " State" : ""),
        "NBA2k" + versionYear % 100);
  }

  /** Returns one of 32 teams, two per place. */
  private String team() {
    int place = random.nextInt(PLACES.length);
    int animal = place + random.nextInt(ANIMALS.length) / 4;
    return PLACES[place] + " " + ANIMALS[animal % ANIMALS.length];
  }

  /** Grows steeply with the rating; new players earn by draft position. */
  private long salary(int rating, int experience, int pick) {
    double quality = (rating - 66) / 31.0;
    double market = 38e6 * StrictMath.pow(quality, 1.3);
    double beginner = pick == 0 ? 0 : 9e6 * StrictMath.exp(-pick / 12.0);
    double settled = Math.min(1, (1 + experience) / 5.0);
    double fair = 1.1e6 + settled * market + (1 - settled) * beginner;
    long dollars = Math.round(fair * StrictMath.exp(0.25 * random.nextGaussian()));
    return withProbability(0.03) ? 79_568 : Math.min(dollars, 45_780_966);
  }

  private String position() {
    double at = random.nextDouble();
    int i = 0;
    while (at > POSITION_SHARES[i]) {
      i++;
    }
    return POSITIONS[i];
  }

  private int inches(String position) {
    int typical = position.startsWith("G") ? 75 : position.startsWith("F") ? 80 : 83;
    return typical + random.nextInt(3) + random.nextInt(3) - 2;
  }

  private String birthday(int year) {
    int month = 1 + random.nextInt(12);
    int day = 1 + random.nextInt(28);
    if (withProbability(0.01)) {
      return withProbability(0.5) ? "unknown" : "13/" + day + "/" + year;
    }
    return String.format(Locale.ROOT, "%02d/%02d/%02d", month, day, year % 100);
  }

  /** Formats with one decimal, or none if it is 0: {@code 113.4} but {@code 103}. */
  private static String kilograms(int pounds) {
    String text = String.format(Locale.ROOT, "%.1f", pounds * 0.45359237);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private boolean withProbability(double probability) {
    return random.nextDouble() < probability;
  }

  private String oneOf(String[] words) {
    return words[random.nextInt(words.length)];
  }
}
