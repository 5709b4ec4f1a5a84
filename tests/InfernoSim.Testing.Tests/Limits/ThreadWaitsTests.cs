using InfernoSim.Measuring;
using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Tests.Limits;

public sealed class ThreadWaitsTests
{
    private const ulong Gate = 0x7f00_0000_1000;
    private const ulong Handle = 0;

    private readonly ThreadWaits _waits = new(thread => thread < 100);

    [Fact]
    public void An_object_that_threads_take_turns_to_wait_for_is_told_with_the_share_of_time_in_which_some_did()
    {
        Wait(1, 0, 4, Gate);
        Wait(2, 4, 8, Gate);
        Wait(3, 0, 10, 0x7f00_0000_2000);

        Assert.Equal(new ObjectWait(0.8, 2), _waits.Read(10).Monitor);
    }

    [Fact]
    public void Waits_at_the_same_time_are_one_stretch_of_time()
    {
        _waits.Began(1, 0, Gate);
        _waits.Began(2, 1, Gate);
        _waits.Ended(1, 3);
        _waits.Ended(2, 5);
        Wait(3, 9, 10, Handle);

        Assert.Equal(new ObjectWait(0.5, 2), _waits.Read(10).Monitor);
    }

    [Fact]
    public void Objects_of_a_single_wait_each_are_none_that_threads_share()
    {
        for (int i = 0; i < 5000; i++)
        {
            Wait(i % 8, i, i + 0.9, Gate + (ulong)i);
        }

        Assert.Null(_waits.Read(10).Monitor);
    }

    [Fact]
    public void A_wait_that_began_before_the_restart_is_not_counted()
    {
        _waits.Began(1, 0, Gate);
        _waits.Began(2, 0, Gate);
        _waits.Began(3, 0, Handle);
        _waits.Restart();
        _waits.Began(4, 5, Handle);
        _waits.Ended(3, 7);
        _waits.Ended(4, 10);

        Assert.Null(_waits.Read(10).Monitor);
        Assert.Equal(1, _waits.Read(10).AtHandles);
    }

    [Fact]
    public void Handles_are_counted_at_any_moment_and_without_locks()
    {
        _waits.Began(1, 0, Handle);
        _waits.Began(2, 0, Handle);
        _waits.LockBegan(3, 0, Gate);
        _waits.Began(3, 0, Handle);
        _waits.LockEnded(3, 0);
        _waits.Ended(2, 5);
        _waits.Ended(1, 10);

        Assert.Equal(1.5, _waits.Read(10).AtHandles);
    }

    [Fact]
    public void Threads_that_wait_for_a_lock_are_counted_whether_they_get_it_or_not_and_whenever_they_began()
    {
        _waits.LockBegan(1, 0, Gate);
        _waits.Restart();
        _waits.LockBegan(200, 5, Gate);
        _waits.LockBegan(3, 5, Gate);
        _waits.LockEnded(3, 10);
        _waits.LockEnded(200, 15);

        Assert.Equal(2.5, _waits.Read(10).AtLocks);
    }

    [Fact]
    public void A_lock_that_threads_take_turns_to_wait_for_is_told_with_the_share_of_time_in_which_some_did()
    {
        _waits.LockBegan(1, 0, Gate);
        _waits.Restart();
        _waits.LockBegan(2, 10, Gate);
        _waits.LockEnded(1, 12);
        _waits.LockEnded(2, 18);
        _waits.LockBegan(3, 10, 0x7f00_0000_2000);
        _waits.LockEnded(3, 20);

        Assert.Equal(new ObjectWait(0.8, 2), _waits.Read(10).Lock);
    }

    [Fact]
    public void A_moment_in_which_threads_waited_is_no_more_than_that_of_the_time_watched()
    {
        Wait(1, 0, 1, Gate);
        Wait(2, 1, 2, Gate);
        Wait(3, 0, 2, Handle);
        _waits.LockBegan(4, 0, Gate);
        _waits.LockEnded(4, 2);

        Assert.Equal(new WaitTimes(0.04, null, 0.04, new ObjectWait(0.04, 2)), _waits.Read(100));
    }

    [Fact]
    public void Threads_that_are_not_of_the_pool_are_not_counted()
    {
        Wait(100, 0, 10, Gate);
        Wait(101, 0, 10, Gate);
        Wait(102, 0, 10, Handle);

        Assert.Null(_waits.Read(10).Monitor);
        Assert.Equal(0, _waits.Read(10).AtHandles);
    }

    [Fact]
    public void Handles_are_unknown_where_threads_of_the_pool_cannot_be_told()
    {
        var waits = new ThreadWaits(_ => null);
        waits.Began(1, 0, Handle);
        waits.Ended(1, 1);

        Assert.Null(waits.Read(10).AtHandles);
    }

    private void Wait(long thread, double began, double ended, ulong monitor)
    {
        _waits.Began(thread, began, monitor);
        _waits.Ended(thread, ended);
    }
}
