/** Which row of the rail is being renamed. */
class Renaming {
  id = $state<string | null>(null);
}

export const renaming = new Renaming();
