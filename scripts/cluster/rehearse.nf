// The shares of a sweep as Nextflow's processes, from this repository's folder:
//   nextflow run scripts/cluster/rehearse.nf --shares 4
params.shares = 4
params.sweep = '--vary endpoint.effect.hazard_ratio=0.5:0.7:0.01'
params.trial = 'configs/w1.toml'
params.rehearse = 'build/rehearse'
params.out = 'results/nextflow'

process share {
  errorStrategy 'retry'
  maxRetries 3
  input:
    tuple val(i), path(trial), path(rehearse)
  output:
    path "shard-$i"
  script:
    """
    ./$rehearse sweep $trial $params.sweep --threads $task.cpus --quiet \
      --shard $i/$params.shares --out shard-$i >table.txt
    """
}

process merge {
  publishDir params.out, mode: 'copy'
  input:
    path shards
    path rehearse
  output:
    path 'result'
  script:
    """
    ./$rehearse merge $shards --out result --quiet >table.txt
    """
}

workflow {
  trial = file(params.trial)
  program = file(params.rehearse)
  shares = Channel.of(1..params.shares).map { i -> tuple(i, trial, program) }
  merge(share(shares).collect(), program)
}
