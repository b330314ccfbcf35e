package org.bandsaw.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.bandsaw.data.NearestNames;

/** Finds the recipes on the class path. */
final class Recipes {

  private Recipes() {}

  static List<Recipe> all() {
    List<Recipe> all = new ArrayList<>();
    ServiceLoader.load(Recipe.class, Recipes.class.getClassLoader()).forEach(all::add);
    return all;
  }

  static Recipe byName(String name) {
    List<Recipe> all = all();
    for (Recipe recipe : all) {
      if (recipe.name().equals(name)) {
        return recipe;
      }
    }
    throw new UsageException(
        "there is no recipe '"
            + name
            + "'"
            + NearestNames.hint(name, all.stream().map(Recipe::name).toList()));
  }
}
