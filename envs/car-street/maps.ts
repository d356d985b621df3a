/** The built-in streets, of growing size. # building, . road, = crosswalk, ^ > v < start and where the car points, D destination. */
export const MAPS = {
  straight: `
    ##############
    #>....=.....D#
    ##############`,

  corner: `
    ###########
    #>....=...#
    #########.#
    #########.#
    #########.#
    #########.#
    #########=#
    #########.#
    #########D#
    ###########`,

  // Two ways lead on from the junction: straight over a second crosswalk, which is one turn shorter, or around it.
  crossing: `
    ###############
    #######......D#
    #######.#####.#
    #######.#####.#
    #>.=......=...#
    #######.#######
    #######.#######
    #######.#######
    ###############`,

  // The car stands nose first in a parking space, so that reversing out of it is worth its price. Every quick way to the destination has
  // people on it, and the way around by the north has none.
  town: `
    #########################
    #..........#............#
    #.####.###.#.#####.####.#
    #.####=###.#.#####.####.#
    #.####.###......=......D#
    #.####.###.#.##########.#
    #=####.###.#.##########=#
    #.......................#
    #.###.####.####.###.###.#
    #.###.####.####.###.###.#
    #.###.####.####=###.###.#
    #......=................#
    #####v###################
    #########################`,
} as const;

export type MapName = keyof typeof MAPS;
