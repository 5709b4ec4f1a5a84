namespace InfernoSim.Sql.Tests.Service;

/// <summary>What a shop does otherwise than when it was recorded.</summary>
public enum ShopVariant
{
    /// <summary>Nothing.</summary>
    AsRecorded,

    /// <summary>It looks for an order by another condition.</summary>
    ChangesWhere,

    /// <summary>It looks for the order of another reference.</summary>
    PassesWrongValue,

    /// <summary>It saves an order outside of a transaction.</summary>
    LosesTransaction,

    /// <summary>It leaves its transaction without a word.</summary>
    LosesCommit,

    /// <summary>It does not save an order.</summary>
    DropsSave,

    /// <summary>It asks for each order of a list once more.</summary>
    AsksForEach,

    /// <summary>It tries to save an order once more, from the beginning of its transaction, when the database says that this may help.</summary>
    TriesAgain,

    /// <summary>It takes an order for saved that the database has refused.</summary>
    SwallowsError,
}
