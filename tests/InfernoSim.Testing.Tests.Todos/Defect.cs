namespace InfernoSim.Testing.Tests.Todos;

/// <summary>What the service does wrong, by its setting <c>Defect</c>.</summary>
public enum Defect
{
    None,

    /// <summary>Shows and lists the todos of everybody.</summary>
    TodosOfOthers,

    /// <summary>Answers a deletion and does not delete.</summary>
    KeepsDeleted,

    /// <summary>Gives the refresh token out again that it was given.</summary>
    SameRefreshToken,

    /// <summary>Refuses refresh tokens.</summary>
    RefusesRefresh,

    /// <summary>Takes a password that is wrong.</summary>
    AnyPassword,

    /// <summary>Answers a new todo with the id of the one before.</summary>
    IdOfAnother,

    /// <summary>Counts the requests of all users together.</summary>
    OneLimitForAll,

    /// <summary>Links an account of a provider with nothing, so that the next login finds its name taken.</summary>
    ForgetsLogin,

    /// <summary>Takes a refresh token for twice as long.</summary>
    LivesLonger,
}
