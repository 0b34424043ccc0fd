#!/bin/sh
echo NAME
