namespace Plugin.Domain;

/// <summary>Integer ids as the wire protocol has them, all ≥ 1. Users and nodes share one counter, so a token's subject names either.</summary>
public readonly record struct OrganisationId(int Value) { public override string ToString() => $"organisation-{Value}"; }

public readonly record struct CollaborationId(int Value) { public override string ToString() => $"collaboration-{Value}"; }

public readonly record struct UserId(int Value) { public override string ToString() => $"user-{Value}"; }

public readonly record struct NodeId(int Value) { public override string ToString() => $"node-{Value}"; }

public readonly record struct TaskId(int Value) { public override string ToString() => $"task-{Value}"; }

public readonly record struct StudyId(int Value) { public override string ToString() => $"study-{Value}"; }

/// <summary>A link to an algorithm store: one store may have several.</summary>
public readonly record struct AlgorithmStoreId(int Value) { public override string ToString() => $"algorithm_store-{Value}"; }

/// <summary>The built-in roles have the first ids and no stream; see <c>Access</c>.</summary>
public readonly record struct RoleId(int Value) { public override string ToString() => $"role-{Value}"; }

/// <summary>Not on the wire of vantage6: a log's generation counts from 1, and one more after each restore to the past.</summary>
public readonly record struct GenerationId(int Value) { public override string ToString() => $"generation-{Value}"; }

/// <summary>An opened port; it has no stream of its own.</summary>
public readonly record struct PortId(int Value);

/// <summary>A run's result has the run's id.</summary>
public readonly record struct RunId(int Value) { public override string ToString() => $"run-{Value}"; }
