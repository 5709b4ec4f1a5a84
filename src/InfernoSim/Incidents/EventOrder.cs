namespace InfernoSim.Incidents;

/// <summary>The order of events: timestamp, then sequence, then their place in the file.</summary>
internal sealed class EventOrder : IComparer<IncidentEvent>
{
    private static readonly EventOrder Instance = new();

    /// <summary>Sorts events that are in file order; most recordings are sorted already.</summary>
    public static List<IncidentEvent> Sort(List<IncidentEvent> inFileOrder)
    {
        for (int i = 1; i < inFileOrder.Count; i++)
        {
            if (Instance.Compare(inFileOrder[i - 1], inFileOrder[i]) > 0)
            {
                return [.. inFileOrder.Order(Instance)];
            }
        }

        return inFileOrder;
    }

    public int Compare(IncidentEvent? x, IncidentEvent? y)
    {
        int byTime = x!.Timestamp.CompareTo(y!.Timestamp);
        return byTime != 0 ? byTime : (x.Sequence ?? 0).CompareTo(y.Sequence ?? 0);
    }
}
