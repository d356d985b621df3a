"""NEAT on XOR with neat-python, population 150: its own example, examples/xor/config-feedforward of its repository.

pip install neat-python && python bench/peers/neat_python_xor.py CONFIG [SEEDS]

Runs end when a genome is as fit as the file asks for (3.9 of 4), or after 100 generations; generations a second over all of them.
"""
import random
import sys
import time
from importlib.metadata import version

import neat

CASES = [((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0)]
GENERATIONS = 100


def evaluate(genomes, config):
    global generations
    generations += 1
    for _, genome in genomes:
        network = neat.nn.FeedForwardNetwork.create(genome, config)
        genome.fitness = 4.0 - sum((network.activate(x)[0] - y) ** 2 for x, y in CASES)


config = neat.Config(neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet, neat.DefaultStagnation, sys.argv[1])
rates = []
for seed in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10):
    random.seed(seed)
    generations = 0
    start = time.perf_counter()
    neat.Population(config).run(evaluate, GENERATIONS)
    rates.append(generations / (time.perf_counter() - start))
rates.sort()
print(f"neat-python {version('neat-python')}: {rates[len(rates) // 2]:.0f} generations/s ({rates[0]:.0f} to {rates[-1]:.0f})")
