using InfernoSim.Load;

namespace InfernoSim.Tests.Load;

public class WorkerIdsTests
{
    [Fact]
    public void A_number_is_given_out_again_only_when_it_has_been_returned_and_the_longest_rested_first()
    {
        var ids = new WorkerIds(count: 3);

        int[] first = [ids.Rent(), ids.Rent(), ids.Rent()];
        int none = ids.Rent();
        ids.Return(1);
        ids.Return(0);

        Assert.Equal([0, 1, 2], first);
        Assert.Equal(-1, none);
        Assert.Equal([1, 0, -1], [ids.Rent(), ids.Rent(), ids.Rent()]);
    }

    [Fact]
    public void Fresh_numbers_come_before_rested_ones()
    {
        var ids = new WorkerIds(count: 3);
        ids.Return(ids.Rent());

        Assert.Equal([1, 2, 0], [ids.Rent(), ids.Rent(), ids.Rent()]);
    }

    [Fact]
    public void A_worker_rests_when_its_last_exchange_is_closed()
    {
        var ids = new WorkerIds(count: 1);
        var worker = new LoadWorker(ids.Rent(), ids);
        worker.Use();

        worker.Release();
        int whileOpen = ids.Rent();
        worker.Release();

        Assert.Equal((-1, 0), (whileOpen, ids.Rent()));
    }
}
