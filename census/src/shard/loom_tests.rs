//! The shard, the lease and the shared shard under every interleaving that loom can find.
